using System.Buffers;
using System.Globalization;
using System.Text;

namespace MusicAuth.Providers.Json;

/// <summary>
/// Texts of JSON as far as they can be shown: bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD,
/// the replacement character.
/// </summary>
internal static class JsonStringDecoder
{
    private const char Replacement = '\uFFFD';
    private const int EscapeDigits = 4;

    /// <param name="json">What stands between the quotes; a reader has checked its escapes.</param>
    /// <param name="isEscaped">Whether there is a backslash in it.</param>
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

    /// <summary>Whether nothing of it was replaced, so that two texts that differed can not have become one.</summary>
    public static bool IsExact(string text)
    {
        foreach (var letter in text)
        {
            if (letter is Replacement || char.IsControl(letter))
                return false;
        }

        return true;
    }

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
        var itself => itself,
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
