using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough.Compatibility;

/// <summary>
/// The ETag of a mapped response. It differs from the provider's own, which the unmapped response has, so that a 304
/// for one form never confirms the other (RFC 9110, section 8.8.3).
/// </summary>
internal static class MappedETag
{
    private const string Suffix = "-mapped\"";

    public static string From(string tag) =>
        tag.EndsWith('"') ? string.Concat(tag.AsSpan(0, tag.Length - 1), Suffix) : tag;

    /// <summary>The provider's ETags for those of mapped responses. It leaves out all others.</summary>
    /// <param name="requested">The values of If-None-Match.</param>
    public static string ToProvider(StringValues requested) =>
        EntityTagHeaderValue.TryParseList(requested!, out var tags)
            ? string.Join(", ", tags.Select(Unmark).OfType<string>())
            : "";

    private static string? Unmark(EntityTagHeaderValue tag)
    {
        var text = tag.ToString();
        return text.EndsWith(Suffix, StringComparison.Ordinal) ? $"{text[..^Suffix.Length]}\""
            : tag.Equals(EntityTagHeaderValue.Any) ? text
            : null;
    }
}
