using System.Diagnostics.Metrics;

namespace MusicAuth.Operations.Metrics;

/// <summary>
/// The exported instruments and their exported tags. Other instruments and tags of libraries are not exported, so that
/// no upgrade can put a path or an id into a label.
/// </summary>
internal static class MetricCatalog
{
    private const string Hosting = "Microsoft.AspNetCore.Hosting";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string Client = "System.Net.Http";
    private const string Runtime = "System.Runtime";

    private static readonly Dictionary<(string Meter, string Instrument), string[]> Tags =
        new Dictionary<(string, string), string[]>
        {
            [(GrantMetrics.Meter, "musicauth.refreshes")] = ["provider", "outcome"],
            [(GrantMetrics.Meter, "musicauth.refresh.joins")] = [],
            [(GrantMetrics.Meter, "musicauth.refresh.claim_waits")] = [],
            [(GrantMetrics.Meter, "musicauth.refresh.intents_open")] = [],
            [(GrantMetrics.Meter, "musicauth.refresh.lost_in_flight")] = ["provider"],
            [(GrantMetrics.Meter, "musicauth.refresh.alarms")] = ["provider"],
            [(GrantMetrics.Meter, "musicauth.spills")] = [],
            [(GrantMetrics.Meter, "musicauth.spill.waiting")] = [],
            [(GrantMetrics.Meter, "musicauth.grants")] = ["provider", "state"],
            [(AuditMetrics.Meter, "musicauth.activity.rows")] = [],
            [(AuditMetrics.Meter, "musicauth.activity.dropped")] = [],
            [(AuditMetrics.Meter, "musicauth.activity.anomalies")] = ["flag"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.calls")] = ["provider", "side", "outcome"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.refusals")] = ["provider", "side", "outcome"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.waits")] = ["provider", "side"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.wait.time")] = ["provider", "side"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.waiting")] = ["provider", "side"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.pause")] = ["provider", "side"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.outage")] = ["provider", "side"],
            [(UpstreamMetrics.Meter, "musicauth.upstream.limit")] = ["provider"],
            [(CacheMetrics.Meter, "musicauth.cache.answers")] = ["result"],
            [(NoticeMetrics.Meter, "musicauth.notices")] = ["kind", "outcome"],
            [(NoticeMetrics.Meter, "musicauth.consents.days_left")] = ["provider"],
            [(BackupMetrics.Meter, "musicauth.backup.age")] = [],
            [(BackupMetrics.Meter, "musicauth.backup.missing")] = [],
            // The tag contains the route template, and is absent for requests without a route.
            [(Hosting, "http.server.request.duration")] =
                ["http.request.method", "http.route", "http.response.status_code"],
            [(Hosting, "http.server.active_requests")] = [],
            [(Kestrel, "kestrel.active_connections")] = [],
            [(Kestrel, "kestrel.rejected_connections")] = [],
            // The address is always a configured endpoint, because the clients follow no redirects.
            [(Client, "http.client.request.duration")] =
                ["server.address", "http.response.status_code", "error.type"],
            [(Runtime, "dotnet.process.cpu.time")] = ["cpu.mode"],
            [(Runtime, "dotnet.process.memory.working_set")] = [],
            [(Runtime, "dotnet.gc.collections")] = ["gc.heap.generation"],
            [(Runtime, "dotnet.gc.pause.time")] = [],
            [(Runtime, "dotnet.gc.heap.total_allocated")] = [],
            [(Runtime, "dotnet.gc.last_collection.heap.size")] = ["gc.heap.generation"],
            [(Runtime, "dotnet.thread_pool.thread.count")] = [],
            [(Runtime, "dotnet.thread_pool.queue.length")] = [],
            [(Runtime, "dotnet.exceptions")] = [],
        };

    public static IReadOnlyList<string> Meters { get; } =
        [.. Tags.Keys.Select(key => key.Meter).Distinct(StringComparer.Ordinal)];

    public static IEnumerable<(string Instrument, IReadOnlyList<string> Tags)> All =>
        Tags.Select(entry => (entry.Key.Instrument, (IReadOnlyList<string>)entry.Value));

    public static IReadOnlyList<string>? TagsOf(Instrument instrument) =>
        Tags.GetValueOrDefault((instrument.Meter.Name, instrument.Name));
}
