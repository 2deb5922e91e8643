using System.Net;
using System.Text;

namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>
/// The words of a piece of HTML. Tags go, and what stands between two of them is decoded once and by itself, so that
/// nothing that a person wrote as text becomes a tag or an entity.
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
            var length = TagLength(rest);
            if (length is 0)
                text.Append('<');
            else if (IsLineBreak(rest[1..length]))
                text.Append('\n');
            rest = rest[Math.Max(1, length)..];
        }

        return text.Append(WebUtility.HtmlDecode(rest.ToString())).ToString();
    }

    /// <summary>How long the tag is that begins here; 0 where a person wrote a less-than sign.</summary>
    private static int TagLength(ReadOnlySpan<char> html)
    {
        if (html.StartsWith("<!--", StringComparison.Ordinal))
            return html.IndexOf("-->", StringComparison.Ordinal) is var end and >= 0 ? end + "-->".Length : 0;
        var name = html.StartsWith("</", StringComparison.Ordinal) ? 2 : 1;
        return html.Length > name && (char.IsAsciiLetter(html[name]) || html[1] is '!' or '?') ? EndOfTag(html) : 0;
    }

    // A quoted attribute may hold the sign that otherwise ends the tag.
    private static int EndOfTag(ReadOnlySpan<char> html)
    {
        var (quote, before) = ('\0', '\0');
        for (var i = 1; i < html.Length; i++)
        {
            var letter = html[i];
            if (quote != '\0')
                quote = letter == quote ? '\0' : quote;
            else if (letter == '>')
                return i + 1;
            else if (letter is '"' or '\'' && before == '=')
                quote = letter;
            if (!char.IsWhiteSpace(letter))
                before = letter;
        }

        return 0;
    }

    private static bool IsLineBreak(ReadOnlySpan<char> tag) =>
        tag.StartsWith("br", StringComparison.OrdinalIgnoreCase) && !char.IsAsciiLetterOrDigit(tag[2]);
}
