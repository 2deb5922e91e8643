using System.Text;
using System.Text.Unicode;

namespace MusicAuth.Passthrough.Requests;

/// <summary>The bytes that escapes stand for: services read invalid UTF-8 each in its own way.</summary>
internal static class PercentEncoding
{
    /// <summary>Whether all escapes together are UTF-8: no stray byte, no overlong form, no surrogate.</summary>
    public static bool IsValidUtf8(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
            return true;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Utf8.IsValid(bytes.AsSpan(0, Decode(text, bytes)));
    }

    /// <summary>Whether a path leads to a service's token endpoint, however it is spelt.</summary>
    public static bool IsOAuthPath(ReadOnlySpan<char> path)
    {
        var segment = path.TrimStart('/');
        if (segment.IndexOf('/') is >= 0 and var end)
            segment = segment[..end];
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(segment.Length)];
        return Ascii.EqualsIgnoreCase(
            bytes.AsSpan(0, Math.Min(Decode(segment, bytes), "oauth".Length)), "oauth"u8);
    }

    private static int Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[length++] = byte.Parse(
                    text.Slice(i + 1, 2), System.Globalization.NumberStyles.HexNumber,
                    System.Globalization.CultureInfo.InvariantCulture);
                i += 2;
            }
            else
            {
                // All that is not escaped is ASCII by now.
                bytes[length++] = (byte)text[i];
            }
        }

        return length;
    }
}
