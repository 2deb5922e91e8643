using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Parameters, and above all <c>fields</c>, which names members of the answer.</summary>
internal static partial class SpotifyLegacyQuery
{
    /// <summary>The query with the members by their names of today; the answer will have both.</summary>
    public static string ToCurrentNames(string query)
    {
        if (!query.Contains("fields=", StringComparison.Ordinal))
            return query;
        var pairs = query[1..].Split('&').Select(pair => pair.StartsWith("fields=", StringComparison.Ordinal)
            ? "fields=" + Word().Replace(pair["fields=".Length..], GetCurrentName)
            : pair);
        return "?" + string.Join('&', pairs);
    }

    private static string GetCurrentName(Match match) => match.Value switch
    {
        "tracks" => "items",
        "track" => "item",
        var other => other,
    };

    /// <summary>A parameter's value; null where there is none.</summary>
    public static string? GetValue(string query, string name) =>
        QueryHelpers.ParseQuery(query).TryGetValue(name, out var value) ? value.ToString() : null;

    // Escapes stand between words as well, and are none themselves.
    [GeneratedRegex("%[0-9A-Fa-f]{2}|[A-Za-z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
