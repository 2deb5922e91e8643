using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Passthrough.Rewriting;

/// <summary>Computes the expected result of a rewrite with System.Text.Json, value by value.</summary>
internal sealed partial class RewriterOracle(string apiBase, string linkBase)
{
    public const string Token = "frTOKEN0123456789abcdef";

    public string ApiBase { get; } = apiBase;

    public LinkPattern Links { get; } = new(apiBase, linkBase);

    /// <returns>Every name and value in order; null if the rewriter must refuse the text.</returns>
    public IReadOnlyList<string>? Expect(string document)
    {
        if (HidesPlainText(document))
            return null;
        // A truncated text is refused if its last character shows that; otherwise it is forwarded unchanged.
        var trimmed = document.Trim(' ', '\t', '\r', '\n');
        if ((trimmed.StartsWith('{') && !trimmed.EndsWith('}'))
            || (trimmed.StartsWith('[') && !trimmed.EndsWith(']')))
            return null;
        return IsJson(document) ? [.. Values(document).Select(Changed)] : Values(Changed(document));
    }

    /// <summary>The unescaped names and values of a JSON document in order; the whole text if it is not JSON.</summary>
    public static IReadOnlyList<string> Values(string document)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        var values = new List<string>();
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
                values.Add(reader.TokenType switch
                {
                    JsonTokenType.String => $"\"{reader.GetString()}",
                    JsonTokenType.PropertyName => $"'{reader.GetString()}",
                    var kind => $"{kind} {Encoding.UTF8.GetString(reader.ValueSpan)}",
                });
            return values;
        }
        catch (JsonException)
        {
            return ["no JSON"];
        }
    }

    private static bool IsJson(string document) => Values(document) is not ["no JSON"];

    private string Changed(string value)
    {
        if (value.Length == 0 || value[0] is not ('"' or '\''))
            return Without(value);
        foreach (var start in (string[])[ApiBase, ApiBase.Replace("https", "http", StringComparison.Ordinal)])
        {
            if (value.AsSpan(1).StartsWith(start)
                && value.AsSpan(1 + start.Length) is [] or ['/' or '?' or '#', ..])
                return value[0] + linkBase + Without(value[(1 + start.Length)..]);
        }

        return Without(value);
    }

    private static string Without(string value) =>
        Parameter().Replace(value, "").Replace(Token, "***", StringComparison.Ordinal);

    // An escaped letter, digit or underscore whose backslash is not escaped itself.
    private static bool HidesPlainText(string document) => Escape().Matches(document).Any(match =>
        match.Groups["slashes"].Length % 2 == 1
        && (char)Convert.ToInt32(match.Groups["code"].Value, 16) is var meant
        && (char.IsAsciiLetterOrDigit(meant) || meant == '_'));

    // A parameter is removed together with the ampersand before or after it.
    [GeneratedRegex(
        @"(?:&|(?<=&))access_token(?:=|%3[Dd])[A-Za-z0-9\-._~%+|]*|access_token(?:=|%3[Dd])[A-Za-z0-9\-._~%+|]*&?",
        RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?<slashes>\\+)u00(?<code>[0-9A-Fa-f]{2})", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
