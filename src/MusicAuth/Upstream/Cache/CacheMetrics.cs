using System.Diagnostics.Metrics;

namespace MusicAuth.Upstream.Cache;

/// <summary>What the cache counts, under the meter <c>MusicAuth.Upstream.Cache</c>.</summary>
public sealed class CacheMetrics
{
    public const string Meter = "MusicAuth.Upstream.Cache";

    private readonly Counter<long> _answers;

    public CacheMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes what it makes.
        _answers = meters.Create(Meter).CreateCounter<long>(
            "musicauth.cache.answers", "{answer}", "Answers given from the cache or past it, and dropped from it");
#pragma warning restore CA2000
    }

    public void RecordHit() => Count("hit", 1);

    public void RecordMiss() => Count("miss", 1);

    public void RecordStale() => Count("stale", 1);

    public void RecordInvalidated(int answers) => Count("dropped", answers);

    private void Count(string result, long answers) =>
        _answers.Add(answers, new KeyValuePair<string, object?>("result", result));
}
