using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Operations.Tracing;
using OpenTelemetry.Trace;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Tracing;

/// <summary>The exported traces join caller, broker and provider, and contain no private data.</summary>
public sealed class TraceTests
{
    private const string First = "0af7651916cd43dd8448eb211c80319c";
    private const string Second = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = "b7ad6b7169203331";

    [Fact]
    public async Task A_trace_joins_the_caller_the_broker_and_the_provider()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var broker = await Broker.StartAsync(collector.Settings))
        {
            using var dora = await broker.SignedInAsync("dora", "spotify");
            await SendAsync(dora, "/me/playlists?provider=spotify&limit=7", First);
            await SendAsync(dora, "/spotify/v1/me/tracks?limit=3&market=SECRETMARKET", Second);
        }

        foreach (var (trace, route) in new[] { (First, "GET /me/playlists"), (Second, "GET /spotify/v1/{**path}") })
        {
            var request = ServerSpan(collector, trace, route);
            var call = ClientSpans(collector, trace).ShouldHaveSingleItem();
            call.ParentId.ShouldBe(request.Id);
        }

        collector.AllTraces.ShouldContain("server.address");
    }

    [Fact]
    public async Task A_response_that_several_callers_share_is_in_the_trace_of_one_of_them()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = new Dictionary<string, string?>(collector.Settings) { ["Library:CacheSeconds"] = "60" };
        await using (var broker = await Broker.StartAsync(settings))
        {
            using var dora = await broker.SignedInAsync("dora", "spotify");
            await Task.WhenAll(
                SendAsync(dora, "/me/playlists?limit=7", First), SendAsync(dora, "/me/playlists?limit=7", Second));
        }

        var requests = new[] { First, Second }.Select(trace => ServerSpan(collector, trace, "GET /me/playlists"));
        var call = new[] { First, Second }.SelectMany(trace => ClientSpans(collector, trace)).ShouldHaveSingleItem();
        requests.Where(request => (request.TraceId, request.Id) == (call.TraceId, call.ParentId))
            .ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_span_has_no_query_no_path_and_nothing_personal()
    {
        await using var collector = await OtlpCollector.StartAsync();
        List<string> theirs;
        await using (var broker = await Broker.StartAsync(collector.Settings))
        {
            using var dora = await broker.SignedInAsync("dora", "spotify", "deezer");
            var me = await dora.GetAsync("/me");
            theirs = [me.GetProperty("user").GetProperty("id").GetString()!];
            theirs.AddRange(me.GetProperty("connections").EnumerateArray()
                .SelectMany(one => new[] { one.GetProperty("id"), one.GetProperty("account_id") })
                .Select(value => value.GetString()!));
            await SendAsync(dora, "/me/playlists/spotify/37i9dQZF1DXcBWIGoYBM5M/tracks?limit=7");
            await SendAsync(dora, "/deezer/user/me/playlists?limit=2&q=SECRETWORD");
            using var nowhere = await dora.Client.GetAsync("/no-such-place");
            using var ready = await dora.Client.GetAsync("/health/ready");
        }

        var traces = collector.AllTraces;
        traces.ShouldContain("GET /me/playlists/{provider}/{id}/tracks");
        foreach (var hidden in new[]
                 {
                     "37i9dQZF1DXcBWIGoYBM5M", "SECRETWORD", "no-such-place", "url.path", "url.query", "url.full",
                     "user_agent", "client.address", "/health", "access_token",
                 })
            traces.ShouldNotContain(hidden);
        theirs.Count.ShouldBe(5);
        theirs.Where(value => traces.Contains(value, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_provider_gets_the_id_of_a_trace()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var broker = await Broker.StartAsync(collector.Settings);
        using var dora = await broker.SignedInAsync("dora", "spotify");

        using var answer = await SendAsync(dora, "/spotify/v1/_echo/x");

        var headers = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("headers");
        headers.EnumerateObject().Select(header => header.Name)
            .ShouldNotContain(name => name.StartsWith("trace", StringComparison.Ordinal) || name == "baggage");
    }

    [Fact]
    public async Task Without_the_variable_no_tracing_is_registered()
    {
        await using var broker = await Broker.StartAsync();
        _ = broker.NewBrowser();

        broker.Services.GetService<TracerProvider>().ShouldBeNull();
        broker.Services.GetService<MusicAuth.Web.Requests.TraceExport>().ShouldBeNull();
    }

    [Fact]
    public async Task The_standard_variable_turns_off_only_traces()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?>(collector.Settings, StringComparer.Ordinal)
            {
                ["OTEL_TRACES_EXPORTER"] = "none",
            });
        _ = broker.NewBrowser();

        broker.Services.GetService<TracerProvider>().ShouldBeNull();
        broker.Services.GetService<OpenTelemetry.Metrics.MeterProvider>().ShouldNotBeNull();
    }

    [Fact]
    public void The_catalogue_has_no_tag_for_an_address_or_a_user() => SpanCatalog.Tags
        .Where(tag => tag is "url.full" or "url.path" or "url.query" or "http.target" or "http.url"
            || tag.StartsWith("client", StringComparison.Ordinal) || tag.StartsWith("user", StringComparison.Ordinal)
            || tag.StartsWith("enduser", StringComparison.Ordinal))
        .ShouldBeEmpty();

    private static OtlpSpan ServerSpan(OtlpCollector collector, string trace, string name)
    {
        var span = collector.Spans.Single(span => span.TraceId == trace && span.Source == SpanCatalog.Server);
        (span.Name, span.ParentId).ShouldBe((name, Caller));
        return span;
    }

    private static OtlpSpan[] ClientSpans(OtlpCollector collector, string trace) =>
        [.. collector.Spans.Where(span => span.TraceId == trace && span.Source == SpanCatalog.Client)];

    private static async Task<HttpResponseMessage> SendAsync(Browser browser, string path, string trace = First)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{Caller}-01");
        return await browser.Client.SendAsync(request);
    }
}
