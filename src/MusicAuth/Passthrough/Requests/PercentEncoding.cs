using System.Net;
using System.Text;
using System.Text.Unicode;

namespace MusicAuth.Passthrough.Requests;

/// <summary>Decodes percent escapes (RFC 3986, section 2.1). Servers disagree on escapes that are not UTF-8.</summary>
internal static class PercentEncoding
{
    /// <summary>Whether the text, once decoded, is valid UTF-8.</summary>
    public static bool IsValidUtf8(ReadOnlySpan<char> text) => !text.Contains('%') || Utf8.IsValid(Decode(text));

    /// <summary>Whether a path leads to a provider's token endpoint, in any spelling.</summary>
    public static bool IsOAuthPath(ReadOnlySpan<char> path)
    {
        var segment = path.TrimStart('/');
        if (segment.IndexOf('/') is >= 0 and var end)
            segment = segment[..end];
        var decoded = Decode(segment);
        return Ascii.EqualsIgnoreCase(decoded.AsSpan(0, Math.Min(decoded.Length, "oauth".Length)), "oauth"u8);
    }

    // Unescaped characters are ASCII: RequestTarget refuses all others. A plus becomes a blank, which is valid too.
    private static byte[] Decode(ReadOnlySpan<char> text)
    {
        var escaped = Encoding.ASCII.GetBytes(text.ToString());
        return WebUtility.UrlDecodeToBytes(escaped, 0, escaped.Length) ?? [];
    }
}
