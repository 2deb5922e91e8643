using System.Net;
using System.Text;

namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>
/// Converts HTML to plain text. The text between two tags is decoded once and on its own, so that decoded text never
/// counts as a tag or an entity.
/// </summary>
internal static class HtmlText
{
    public static string? Read(string? html)
    {
        if (html is null || !html.AsSpan().ContainsAny('<', '&'))
            return html;
        var text = new StringBuilder(html.Length);
        var rest = html.AsSpan();
        while (rest.IndexOf('<') is var at and >= 0)
        {
            text.Append(WebUtility.HtmlDecode(rest[..at].ToString()));
            rest = rest[at..];
            var length = GetTagLength(rest);
            if (length is 0)
                text.Append('<');
            else if (IsLineBreak(rest[1..length]))
                text.Append('\n');
            rest = rest[Math.Max(1, length)..];
        }

        return text.Append(WebUtility.HtmlDecode(rest.ToString())).ToString();
    }

    /// <returns>0 if the text begins with a literal less-than sign.</returns>
    private static int GetTagLength(ReadOnlySpan<char> html)
    {
        if (html.StartsWith("<!--", StringComparison.Ordinal))
            return html.IndexOf("-->", StringComparison.Ordinal) is var end and >= 0 ? end + "-->".Length : 0;
        var name = html.StartsWith("</", StringComparison.Ordinal) ? 2 : 1;
        return html.Length > name && (char.IsAsciiLetter(html[name]) || html[1] is '!' or '?') ? GetEndOfTag(html) : 0;
    }

    // A quoted attribute can contain the character that otherwise ends the tag.
    private static int GetEndOfTag(ReadOnlySpan<char> html)
    {
        var (quote, previous) = ('\0', '\0');
        for (var i = 1; i < html.Length; i++)
        {
            var character = html[i];
            if (quote != '\0')
                quote = character == quote ? '\0' : quote;
            else if (character == '>')
                return i + 1;
            else if (character is '"' or '\'' && previous == '=')
                quote = character;
            if (!char.IsWhiteSpace(character))
                previous = character;
        }

        return 0;
    }

    private static bool IsLineBreak(ReadOnlySpan<char> tag) =>
        tag.StartsWith("br", StringComparison.OrdinalIgnoreCase) && !char.IsAsciiLetterOrDigit(tag[2]);
}
