using System.Text.Json.Nodes;
using static MusicAuth.Sandbox.Spotify.SpotifyApi;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>/me/library: since 2026 the one endpoint that saves, removes and looks up items.</summary>
internal static class SpotifySavedItems
{
    private const int MaxUris = 40;

    // The scopes for looking up and for changing each kind. Artists can only be looked up.
    private static readonly Dictionary<string, (string Read, string? Write)> Scopes = new(StringComparer.Ordinal)
    {
        ["track"] = ("user-library-read", "user-library-modify"),
        ["album"] = ("user-library-read", "user-library-modify"),
        ["episode"] = ("user-library-read", "user-library-modify"),
        ["show"] = ("user-library-read", "user-library-modify"),
        ["audiobook"] = ("user-library-read", "user-library-modify"),
        ["artist"] = ("user-follow-read", null),
        ["user"] = ("user-follow-read", "user-follow-modify"),
        ["playlist"] = ("playlist-read-private", "playlist-modify-public"),
    };

    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        v1.MapPut("/me/library", (HttpContext context) => Change(new(context, state), Save));
        v1.MapDelete("/me/library", (HttpContext context) => Change(new(context, state), Forget));
        Get(v1, state, "/me/library/contains", Contains);
    }

    private static ByteResult Change(SpotifyCall call, Func<SpotifyCall, SpotifyUri, ByteResult?> change)
    {
        if (Check(call, writing: true, out var uris) is { } refusal) return refusal;
        foreach (var uri in uris)
        {
            if (change(call, uri) is { } failure) return failure;
        }

        return ByteResult.Empty(200);
    }

    private static ByteResult Contains(SpotifyCall call) => Check(call, writing: false, out var uris)
        ?? ByteResult.Json(new JsonArray([.. uris.Select(uri => JsonValue.Create(IsSaved(call.User, uri)))]));

    // Spotify's order of checks: at least one scope of the endpoint, the URIs, the scope of each kind.
    private static ByteResult? Check(SpotifyCall call, bool writing, out List<SpotifyUri> uris)
    {
        uris = [];
        var needed = Scopes.Values.Select(scope => writing ? scope.Write : scope.Read).OfType<string>();
        if (!needed.Any(call.Has)) return SpotifyErrors.NoScope;
        var texts = SpotifyUri.Split(call.Query("uris"));
        if (texts.Length == 0) return SpotifyErrors.Of(400, "Missing required field: uris");
        if (texts.Length > MaxUris) return SpotifyErrors.Of(400, "Too many uris requested");
        foreach (var text in texts)
        {
            if (!SpotifyUri.TryRead(text, out var uri))
                return SpotifyErrors.Of(400, $"Invalid uri: {text}");
            if (!Scopes.TryGetValue(uri.Kind, out var scope) || (writing && scope.Write is null))
                return SpotifyErrors.Of(400, $"Unsupported uri type: {uri.Kind}");
            if (!call.Has(writing ? scope.Write! : scope.Read)) return SpotifyErrors.NoScope;
            uris.Add(uri);
        }

        return null;
    }

    private static ByteResult? Save(SpotifyCall call, SpotifyUri uri)
    {
        var (user, now) = (call.User, call.State.Clock.GetUtcNow());
        if (uri.Kind == "playlist" && call.FindPlaylist(uri.Id) is null) return SpotifyErrors.NotFound;
        if (IsSaved(user, uri)) return null;
        if (uri.Kind == "track") user.Spotify.ChangeFavorites(Begin);
        else if (uri.Kind == "playlist") user.Spotify.ChangePlaylists(Begin);
        else user.Spotify.ChangeSaved(saved => saved.Insert(0, new(uri.Text, now)));
        return null;

        void Begin(List<ListEntry> lines) => lines.Insert(0, new(-1, uri.AsAddition(now)));
    }

    private static ByteResult? Forget(SpotifyCall call, SpotifyUri uri)
    {
        var user = call.User;
        if (uri.Kind == "track")
            user.Spotify.ChangeFavorites(lines => lines.RemoveAll(line => IsTrack(user, uri, line)));
        else if (uri.Kind == "playlist")
            user.Spotify.ChangePlaylists(lines => lines.RemoveAll(line => IsPlaylist(user, uri, line)));
        else
            user.Spotify.ChangeSaved(saved => saved.RemoveAll(item => item.Uri == uri.Text));
        return null;
    }

    private static bool IsSaved(SandboxUser user, SpotifyUri uri) => uri.Kind switch
    {
        "track" => user.Spotify.Favorites.FindIndex(line => IsTrack(user, uri, line)) >= 0,
        "playlist" => user.Spotify.Playlists.FindIndex(line => IsPlaylist(user, uri, line)) >= 0,
        "artist" => SpotifyFollowedArtists.Of(user).Contains(uri.Index),
        _ => user.Spotify.Saved.Exists(item => item.Uri == uri.Text),
    };

    private static bool IsTrack(SandboxUser user, SpotifyUri uri, ListEntry line) =>
        user.FavoriteAt(line).Index == uri.Index;

    private static bool IsPlaylist(SandboxUser user, SpotifyUri uri, ListEntry line) => line.Added is { } added
        ? added.Is(IdKind.Playlist, uri.Owner, uri.Index)
        : uri.Owner == user.Number && uri.Index == line.Origin;
}
