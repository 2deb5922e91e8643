using System.Text;
using System.Text.RegularExpressions;

namespace MusicAuth.Sandbox.Faults;

/// <summary>The same JSON in another notation, so that a plain text search misses a token or a link.</summary>
internal static partial class Disguise
{
    public static IReadOnlyCollection<string> Ways =>
        ["name", "letters", "percent", "slashes", "upper_host", "token", "bare"];

    public static byte[] Put(byte[] body, string? way, HttpRequest request)
    {
        var (text, token) = (Encoding.UTF8.GetString(body), TokenOf(request));
        var changed = way switch
        {
            null or "name" => text.Replace("access_token=", @"access\u005ftoken=", StringComparison.Ordinal),
            "letters" => text.Replace("access_token=", Escaped("access_token") + "=", StringComparison.Ordinal),
            "percent" => text.Replace("access_token=", "access%5Ftoken=", StringComparison.Ordinal),
            "slashes" => text.Contains(@"\/", StringComparison.Ordinal)
                ? text.Replace(@"\/", "/", StringComparison.Ordinal)
                : text.Replace("/", @"\/", StringComparison.Ordinal),
            "upper_host" => Origin().Replace(text, match => match.Value.ToUpperInvariant()),
            "token" => token.Length == 0 ? text : text.Replace(token, Escaped(token), StringComparison.Ordinal),
            "bare" => text.StartsWith('{') ? $$"""{"session":"{{token}}",{{text[1..]}}""" : text,
            _ => text,
        };
        return Encoding.UTF8.GetBytes(changed);
    }

    private static string TokenOf(HttpRequest request)
    {
        var bearer = request.Headers.Authorization.ToString();
        return bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? bearer[7..].Trim()
            : request.Query["access_token"].ToString();
    }

    private static string Escaped(string text) => string.Concat(text.Select(letter => $@"\u{(int)letter:x4}"));

    [GeneratedRegex(@"https?:(\\?/){2}[^/\\"":?]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Origin();
}
