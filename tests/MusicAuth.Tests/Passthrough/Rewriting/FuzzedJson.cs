using System.Text;

namespace MusicAuth.Tests.Passthrough.Rewriting;

/// <summary>Generates JSON documents with links and tokens, and with text that resembles them.</summary>
internal sealed class FuzzedJson(Random random, RewriterOracle oracle)
{
    private const int Deepest = 4;

    private static readonly string[] Pieces =
    [
        "", "x", "access_token", "access_toke", "cc", "ccess_token=", "https://", "http://", "?", "&", "&amp;", "=",
        "café", "😀", "\u2028", "\\", "\"", "/", "//", ":", ".", "%3D", "%26", "api.spotify.com", "api.deezer.com",
        "api.deezer.com.evil.example", "https://api.spotify.com/v10/x", "https://xapi.deezer.com/y", "\n", "\t",
        RewriterOracle.Token, RewriterOracle.Token[..12], "***", "access_token=", "access_token=abc", "null", "[", "}",
    ];

    private static readonly string[] Scalars = ["null", "true", "false", "0", "-1.5e3", "2345.0", "[]", "{}"];

    public string Document()
    {
        var text = new StringBuilder();
        Blank(text);
        Value(text, 0);
        Blank(text);
        if (random.Next(12) == 0 && text.Length > 2)
            text.Length = random.Next(1, text.Length);
        return text.ToString();
    }

    private void Value(StringBuilder text, int depth)
    {
        switch (random.Next(depth == 0 ? 2 : depth >= Deepest ? 3 : 5))
        {
            case 0 when depth < Deepest:
                Members(text, depth, '{', '}', hasNames: true);
                break;
            case 1 when depth < Deepest:
                Members(text, depth, '[', ']', hasNames: false);
                break;
            case 2:
                text.Append(Scalars[random.Next(Scalars.Length)]);
                break;
            default:
                Quoted(text, random.Next(3) == 0 ? Noise() : Link());
                break;
        }
    }

    private void Members(StringBuilder text, int depth, char open, char close, bool hasNames)
    {
        text.Append(open);
        var count = random.Next(6);
        for (var i = 0; i < count; i++)
        {
            Blank(text);
            if (hasNames)
            {
                Quoted(text, $"{i}{(random.Next(4) == 0 ? Noise() : "name")}");
                Blank(text);
                text.Append(':');
            }

            Blank(text);
            Value(text, depth + 1);
            Blank(text);
            if (i < count - 1)
                text.Append(',');
        }

        text.Append(close);
    }

    private string Noise()
    {
        var text = new StringBuilder();
        for (var i = random.Next(6); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    private string Link()
    {
        var start = random.Next(5) == 0 ? "https://elsewhere.example" : oracle.ApiBase;
        if (random.Next(4) == 0)
            start = start.Replace("https", "http", StringComparison.Ordinal);
        var path = random.Next(4) switch { 0 => "", 1 => "/me", 2 => $"/{Noise()}", _ => "/me/tracks" };
        var query = new StringBuilder();
        for (var i = random.Next(4); i > 0; i--)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(random.Next(2) == 0
                ? $"access_token={RewriterOracle.Token}"
                : $"p{i}={random.Next(99)}");
        }

        return start + path + query;
    }

    // JSON writers differ in the escapes of slashes, quotes and non-ASCII characters.
    private void Quoted(StringBuilder text, string value)
    {
        var (slashes, ascii, ampersands) = (random.Next(3) == 0, random.Next(2) == 0, random.Next(4) == 0);
        text.Append('"');
        foreach (var letter in value)
        {
            text.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '/' when slashes => "\\/",
                '&' or '=' when ampersands => $"\\u{(int)letter:x4}",
                > '~' when ascii => $"\\u{(int)letter:x4}",
                // In rare cases letters are written as escapes.
                _ when char.IsAsciiLetterOrDigit(letter) && random.Next(4_000) == 0 => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        text.Append('"');
    }

    private void Blank(StringBuilder text)
    {
        for (var i = random.Next(8) == 0 ? random.Next(4) : 0; i > 0; i--)
            text.Append(" \t\r\n"[random.Next(4)]);
    }
}
