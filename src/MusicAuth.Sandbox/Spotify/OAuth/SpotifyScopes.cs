namespace MusicAuth.Sandbox.Spotify.OAuth;

internal static class SpotifyScopes
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["playlist-read-private"] = "See your playlists, the private ones too",
        ["playlist-read-collaborative"] = "See your collaborative playlists",
        ["playlist-modify-private"] = "Change your private playlists",
        ["playlist-modify-public"] = "Change your public playlists",
        ["user-library-read"] = "See what you saved in your library",
        ["user-library-modify"] = "Change what you saved in your library",
        ["user-read-private"] = "See your subscription",
        ["user-read-email"] = "See your email address",
        ["user-follow-read"] = "See which artists and users you follow",
        ["user-follow-modify"] = "Follow and unfollow artists and users",
        ["user-read-playback-state"] = "See what you play, and where",
        ["user-modify-playback-state"] = "Control your player",
        ["user-read-currently-playing"] = "See what you play now",
        ["user-read-recently-played"] = "See what you played recently",
        ["user-read-playback-position"] = "See where you stopped in an episode",
        ["user-top-read"] = "See what you listen to most",
        ["ugc-image-upload"] = "Upload playlist covers",
        ["streaming"] = "Play music",
        ["app-remote-control"] = "Control the Spotify app on your device",
    };

    public static string[] Split(string? scope) =>
        [.. (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    public static bool AreKnown(IEnumerable<string> scopes) => scopes.All(Words.ContainsKey);

    public static IEnumerable<string> InWords(IEnumerable<string> scopes) => scopes.Select(scope => Words[scope]);
}
