using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Reads query parameters in the form that clients sent before 2026.</summary>
internal static partial class SpotifyLegacyQuery
{
    private const string FieldsParameter = "fields=";

    /// <summary>Writes the members in <c>fields</c> by their current names; the response gets both names.</summary>
    public static string ToCurrentNames(string query)
    {
        if (!query.Contains(FieldsParameter, StringComparison.Ordinal))
            return query;
        var parameters = query[1..].Split('&').Select(parameter =>
            parameter.StartsWith(FieldsParameter, StringComparison.Ordinal)
                ? FieldsParameter + Word().Replace(parameter[FieldsParameter.Length..], GetCurrentName)
                : parameter);
        return "?" + string.Join('&', parameters);
    }

    /// <summary>A parameter's value; null if the query does not have it.</summary>
    public static string? GetValue(string query, string name) =>
        QueryHelpers.ParseQuery(query).TryGetValue(name, out var value) ? value.ToString() : null;

    private static string GetCurrentName(Match match) => match.Value switch
    {
        "tracks" => "items",
        "track" => "item",
        var name => name,
    };

    // Percent escapes separate words too, so they match on their own.
    [GeneratedRegex("%[0-9A-Fa-f]{2}|[A-Za-z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
