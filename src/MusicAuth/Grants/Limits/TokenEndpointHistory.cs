using System.Collections.Concurrent;

namespace MusicAuth.Grants.Limits;

/// <summary>
/// Remembers when a token endpoint last failed and last refused a grant. A refusal within 15 minutes of a failure can
/// be part of one incident.
/// </summary>
internal sealed class TokenEndpointHistory(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, long> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _refusals = new(StringComparer.Ordinal);

    /// <returns>Whether the provider refused a grant shortly before, and reported no failure since.</returns>
    public bool RecordFailure(string provider)
    {
        _failures[provider] = time.GetTimestamp();
        return _refusals.TryRemove(provider, out var refused) && IsWithinWindow(refused);
    }

    /// <returns>Whether the provider reported a failure shortly before.</returns>
    public bool RecordRefusal(string provider)
    {
        _refusals[provider] = time.GetTimestamp();
        return _failures.TryGetValue(provider, out var failed) && IsWithinWindow(failed);
    }

    private bool IsWithinWindow(long timestamp) => time.GetElapsedTime(timestamp) < Window;
}
