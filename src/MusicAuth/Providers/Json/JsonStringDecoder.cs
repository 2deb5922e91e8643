using System.Buffers;
using System.Globalization;
using System.Text;

namespace MusicAuth.Providers.Json;

/// <summary>Decodes JSON strings; invalid UTF-8 and unpaired surrogates become U+FFFD.</summary>
internal static class JsonStringDecoder
{
    private const char Replacement = '\uFFFD';
    private const int EscapeDigits = 4;

    /// <param name="json">The bytes between the quotes; a JSON reader has checked the escapes.</param>
    /// <param name="isEscaped">Whether the bytes contain a backslash.</param>
    public static string Decode(ReadOnlySpan<byte> json, bool isEscaped)
    {
        if (!isEscaped)
            return Encoding.UTF8.GetString(json);
        var buffer = ArrayPool<char>.Shared.Rent(json.Length);
        try
        {
            var text = buffer.AsSpan(0, Unescape(json, buffer));
            ReplaceUnpairedSurrogates(text);
            return new string(text);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether the decoder replaced nothing, so that different strings cannot have become equal.</summary>
    public static bool IsExact(string text) =>
        !text.Contains(Replacement) && !text.AsSpan().ContainsAnyInRange('\0', '\u001f')
        && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f');

    private static int Unescape(ReadOnlySpan<byte> json, Span<char> text)
    {
        var length = 0;
        while (json.IndexOf((byte)'\\') is var at and >= 0)
        {
            length += Encoding.UTF8.GetChars(json[..at], text[length..]);
            text[length++] = UnescapeCharacter(json[(at + 1)..]);
            json = json[(at + (json[at + 1] == (byte)'u' ? EscapeDigits : 0) + 2)..];
        }

        return length + Encoding.UTF8.GetChars(json, text[length..]);
    }

    private static char UnescapeCharacter(ReadOnlySpan<byte> escape) => (char)escape[0] switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => (char)ushort.Parse(
            escape.Slice(1, EscapeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        var character => character,
    };

    private static void ReplaceUnpairedSurrogates(Span<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                text[i] = Replacement;
        }
    }
}
