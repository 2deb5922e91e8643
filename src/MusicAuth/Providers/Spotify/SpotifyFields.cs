using System.Text.RegularExpressions;

namespace MusicAuth.Providers.Spotify;

/// <summary>The parameter <c>fields</c>, which names members of the answer.</summary>
internal static partial class SpotifyFields
{
    /// <summary>The query with the members by their names of today; the answer will have both.</summary>
    public static string Today(string query)
    {
        if (!query.Contains("fields=", StringComparison.Ordinal))
            return query;
        var pairs = query[1..].Split('&').Select(pair => pair.StartsWith("fields=", StringComparison.Ordinal)
            ? "fields=" + Word().Replace(pair["fields=".Length..], NameOfToday)
            : pair);
        return "?" + string.Join('&', pairs);
    }

    private static string NameOfToday(Match match) => match.Value switch
    {
        "tracks" => "items",
        "track" => "item",
        var other => other,
    };

    // Escapes stand between words as well, and are none themselves.
    [GeneratedRegex("%[0-9A-Fa-f]{2}|[A-Za-z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
