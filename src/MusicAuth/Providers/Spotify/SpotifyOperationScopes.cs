using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// The scopes that an operation of the Web API needs, as Spotify's OpenAPI description lists them; a test compares the
/// two. If the description lists several scopes, one of them can suffice, depending on the data.
/// </summary>
internal static class SpotifyOperationScopes
{
    private static readonly OperationScopeTable Table = new(
        """
        GET                 /me                          user-read-private user-read-email
        GET                 /me/playlists                playlist-read-private
        POST                /me/playlists                playlist-modify-public playlist-modify-private
        PUT                 /playlists/{}                playlist-modify-public playlist-modify-private
        GET                 /playlists/{}/items          playlist-read-private
        POST,PUT,DELETE     /playlists/{}/items          playlist-modify-public playlist-modify-private
        GET                 /playlists/{}/tracks         playlist-read-private
        POST,PUT,DELETE     /playlists/{}/tracks         playlist-modify-public playlist-modify-private
        PUT,DELETE          /playlists/{}/followers      playlist-modify-public playlist-modify-private
        PUT                 /playlists/{}/images  ugc-image-upload playlist-modify-public playlist-modify-private
        GET                 /users/{}/playlists          playlist-read-private playlist-read-collaborative
        POST                /users/{}/playlists          playlist-modify-public playlist-modify-private
        PUT,DELETE          /me/library           user-library-modify user-follow-modify playlist-modify-public
        GET                 /me/library/contains  user-library-read user-follow-read playlist-read-private
        GET                 /me/tracks                   user-library-read
        PUT,DELETE          /me/tracks                   user-library-modify
        GET                 /me/tracks/contains          user-library-read
        GET                 /me/albums                   user-library-read
        PUT,DELETE          /me/albums                   user-library-modify
        GET                 /me/albums/contains          user-library-read
        GET                 /me/shows                    user-library-read
        PUT,DELETE          /me/shows                    user-library-modify
        GET                 /me/shows/contains           user-library-read
        GET                 /me/episodes                 user-library-read user-read-playback-position
        PUT,DELETE          /me/episodes                 user-library-modify
        GET                 /me/episodes/contains        user-library-read
        GET                 /me/audiobooks               user-library-read
        PUT,DELETE          /me/audiobooks               user-library-modify
        GET                 /me/audiobooks/contains      user-library-read
        GET                 /me/following                user-follow-read
        PUT,DELETE          /me/following                user-follow-modify
        GET                 /me/following/contains       user-follow-read
        GET                 /me/top/{}                   user-top-read
        GET                 /shows/{}                    user-read-playback-position
        GET                 /shows/{}/episodes           user-read-playback-position
        GET                 /episodes                    user-read-playback-position
        GET                 /episodes/{}                 user-read-playback-position
        GET                 /me/player                   user-read-playback-state
        PUT                 /me/player                   user-modify-playback-state
        GET                 /me/player/devices           user-read-playback-state
        GET                 /me/player/currently-playing user-read-currently-playing
        GET                 /me/player/recently-played   user-read-recently-played
        GET                 /me/player/queue             user-read-currently-playing user-read-playback-state
        POST                /me/player/queue             user-modify-playback-state
        PUT                 /me/player/play              user-modify-playback-state
        PUT                 /me/player/pause             user-modify-playback-state
        POST                /me/player/next              user-modify-playback-state
        POST                /me/player/previous          user-modify-playback-state
        PUT                 /me/player/seek              user-modify-playback-state
        PUT                 /me/player/repeat            user-modify-playback-state
        PUT                 /me/player/volume            user-modify-playback-state
        PUT                 /me/player/shuffle           user-modify-playback-state
        """);

    // The kind of item in a URI decides which of the scopes of `/me/library` a call needs.
    private static readonly Dictionary<string, string> ScopePrefixes = new Dictionary<string, string>(
        StringComparer.Ordinal)
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

    /// <param name="pathAndQuery">Below <c>/v1</c>, such as <c>/me/library?uris=…</c>.</param>
    /// <returns>Empty if the operation needs no scope or is unknown.</returns>
    public static IReadOnlyList<string> GetScopes(string method, string pathAndQuery)
    {
        var scopes = Table.GetScopes(method, pathAndQuery);
        if (scopes.Count < 2 || pathAndQuery.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var queryStart))
            return scopes;
        string[] prefixes =
        [
            .. QueryHelpers.ParseQuery(pathAndQuery[queryStart..])
                .Where(parameter => parameter.Key == "uris")
                .SelectMany(parameter => parameter.Value)
                .SelectMany(uris => (uris ?? "").Split(','))
                .Select(GetScopePrefix),
        ];
        if (prefixes.Contains("", StringComparer.Ordinal))
            return scopes;
        string[] needed = [.. scopes.Where(scope =>
            Array.Exists(prefixes, prefix => scope.StartsWith(prefix, StringComparison.Ordinal)))];
        return needed.Length == 0 ? scopes : needed;
    }

    private static string GetScopePrefix(string uri) =>
        uri.Trim().Split(':') is ["spotify", var kind, _, ..] ? ScopePrefixes.GetValueOrDefault(kind, "") : "";
}
