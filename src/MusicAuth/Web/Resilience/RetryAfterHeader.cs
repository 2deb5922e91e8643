using System.Globalization;
using System.Net.Http.Headers;

namespace MusicAuth.Web.Resilience;

/// <summary>Retry-After (RFC 9110, section 10.2.3): reads the providers' values and rounds the broker's own.</summary>
internal static class RetryAfterHeader
{
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    // Spotify has sent more than a day.
    private static readonly TimeSpan Max = TimeSpan.FromDays(7);

    /// <summary>Whole seconds, rounded up: a caller that waits that long is not too early.</summary>
    public static int ToSeconds(TimeSpan wait) =>
        (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), Min.TotalSeconds, int.MaxValue);

    public static int? ToSeconds(TimeSpan? wait) => wait is { } known ? ToSeconds(known) : null;

    public static string Format(TimeSpan wait) => ToSeconds(wait).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads seconds or a date, at most 7 days; null where the header is absent or unreadable.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider clock)
    {
        if (!headers.TryGetValues("Retry-After", out var values) || values.FirstOrDefault()?.Trim() is not { } value)
            return null;
        if (value.Length > 0 && value.All(char.IsAsciiDigit))
            return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? Bounded(TimeSpan.FromSeconds(Math.Min(seconds, (long)Max.TotalSeconds)))
                : Max;
        return DateTimeOffset.TryParseExact(
            value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            // The response's own Date makes the broker's clock irrelevant.
            ? Bounded(date - (headers.Date ?? clock.GetUtcNow()))
            : null;
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < Min ? Min : wait > Max ? Max : wait;
}
