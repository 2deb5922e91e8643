using System.Globalization;
using System.Net.Http.Headers;

namespace MusicAuth.Upstream.Faults;

/// <summary>Retry-After (RFC 9110, section 10.2.3), seconds or a date; a day and more is real.</summary>
public static class RetryAfterHeader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider clock)
    {
        if (!headers.TryGetValues("Retry-After", out var values) || values.FirstOrDefault()?.Trim() is not { } value)
            return null;
        if (value.Length > 0 && value.All(char.IsAsciiDigit))
            return Bounded(long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(Math.Min(seconds, (long)Longest.TotalSeconds))
                : Longest);
        return DateTimeOffset.TryParseExact(
            value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            // Where the answer says what time it is there, our own clock does not matter.
            ? Bounded(date - (headers.Date ?? clock.GetUtcNow()))
            : null;
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < Shortest ? Shortest : wait > Longest ? Longest : wait;
}
