using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace MusicAuth.Passthrough.Requests;

/// <summary>Decodes percent escapes (RFC 3986, section 2.1). Servers disagree on escapes that are not UTF-8.</summary>
internal static class PercentEncoding
{
    /// <summary>Whether the text, once decoded, is valid UTF-8.</summary>
    public static bool IsValidUtf8(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
            return true;
        var bytes = new byte[text.Length];
        return Utf8.IsValid(bytes.AsSpan(0, Decode(text, bytes)));
    }

    /// <summary>Whether a path leads to a provider's token endpoint, in any spelling.</summary>
    public static bool IsOAuthPath(ReadOnlySpan<char> path)
    {
        var segment = path.TrimStart('/');
        if (segment.IndexOf('/') is >= 0 and var end)
            segment = segment[..end];
        var bytes = new byte[segment.Length];
        return Ascii.EqualsIgnoreCase(bytes.AsSpan(0, Math.Min(Decode(segment, bytes), "oauth".Length)), "oauth"u8);
    }

    // Unescaped characters are ASCII: RequestTarget refuses all others.
    private static int Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var escaped))
            {
                bytes[length++] = escaped;
                i += 2;
            }
            else
            {
                bytes[length++] = (byte)text[i];
            }
        }

        return length;
    }
}
