using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Which of an operation's scopes fit one call. The description lists all scopes of <c>/me/library</c>; what is saved
/// or followed, its uris, says which of them the call needs.
/// </summary>
internal static class SpotifyUriScopes
{
    private static readonly Dictionary<string, string> Families = new(StringComparer.Ordinal)
    {
        ["track"] = "user-library-",
        ["album"] = "user-library-",
        ["episode"] = "user-library-",
        ["show"] = "user-library-",
        ["audiobook"] = "user-library-",
        ["chapter"] = "user-library-",
        ["artist"] = "user-follow-",
        ["user"] = "user-follow-",
        ["playlist"] = "playlist-",
    };

    /// <param name="scopes">All that the operation lists.</param>
    /// <param name="path">With its query.</param>
    public static IReadOnlyList<string> Narrow(IReadOnlyList<string> scopes, string path)
    {
        if (scopes.Count < 2 || path.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var mark))
            return scopes;
        var families = QueryHelpers.ParseQuery(path[mark..])
            .Where(one => one.Key == "uris")
            .SelectMany(one => one.Value)
            .SelectMany(value => (value ?? "").Split(','))
            .Select(GetFamily).Distinct(StringComparer.Ordinal).ToArray();
        if (families.Length == 0 || families.Contains("", StringComparer.Ordinal))
            return scopes;
        string[] fitting = [.. scopes.Where(scope =>
            Array.Exists(families, family => scope.StartsWith(family, StringComparison.Ordinal)))];
        return fitting.Length == 0 ? scopes : fitting;
    }

    private static string GetFamily(string uri) =>
        uri.Trim().Split(':') is ["spotify", var kind, _, ..] ? Families.GetValueOrDefault(kind, "") : "";
}
