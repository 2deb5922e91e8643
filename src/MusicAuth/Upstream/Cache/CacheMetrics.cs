using System.Diagnostics.Metrics;

namespace MusicAuth.Upstream.Cache;

public sealed class CacheMetrics
{
    public const string Meter = "MusicAuth.Upstream.Cache";

    private readonly Counter<long> _responses;

    public CacheMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes its meters.
        _responses = meters.Create(Meter).CreateCounter<long>(
            "musicauth.cache.answers", "{answer}", "Responses from the cache, past it, and removed from it");
#pragma warning restore CA2000
    }

    public void RecordHit() => Record("hit", 1);

    public void RecordMiss() => Record("miss", 1);

    public void RecordStale() => Record("stale", 1);

    public void RecordInvalidated(int count) => Record("dropped", count);

    private void Record(string result, long count) =>
        _responses.Add(count, new KeyValuePair<string, object?>("result", result));
}
