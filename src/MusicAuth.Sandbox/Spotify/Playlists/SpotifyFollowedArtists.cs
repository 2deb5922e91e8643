using System.Text.Json.Nodes;
using static MusicAuth.Sandbox.Spotify.SpotifyApi;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>
/// The followed artists, which are those of the first favourites. A page begins after an artist and not at an offset.
/// </summary>
internal static class SpotifyFollowedArtists
{
    private const int MaxFavorites = 120;
    private const int DefaultLimit = 20;
    private const int MaxLimit = 50;

    public static void Map(IEndpointRouteBuilder v1, SandboxState state) =>
        Get(v1, state, "/me/following", Artists).WithMetadata(new ScopeRequirement("user-follow-read"));

    public static List<int> Of(SandboxUser user)
    {
        var favorites = user.Spotify.Favorites;
        return
        [
            .. Enumerable.Range(0, Math.Min(favorites.Count, MaxFavorites))
                .Select(position => user.FavoriteAt(favorites[position]).Artist).Distinct(),
        ];
    }

    private static ByteResult Artists(SpotifyCall call)
    {
        if (call.Query("type") != "artist") return SpotifyErrors.Of(400, "Invalid type");
        if (!call.TryNumber("limit", DefaultLimit, 1, MaxLimit, out var limit))
            return SpotifyErrors.Of(400, "Invalid limit");
        var artists = Of(call.User);
        return FindBegin(call.Query("after"), artists) is { } begin
            ? ByteResult.Json(new JsonObject { ["artists"] = Page(call, artists, begin, limit) })
            : SpotifyErrors.Of(400, "Invalid after");
    }

    /// <summary>Null if the list does not contain the artist.</summary>
    private static int? FindBegin(string after, List<int> artists)
    {
        if (after.Length == 0) return 0;
        return Ids.TryRead(after, IdKind.Artist, out _, out var last) && artists.IndexOf(last) is >= 0 and var position
            ? position + 1
            : null;
    }

    private static JsonObject Page(SpotifyCall call, List<int> artists, int begin, int limit)
    {
        var page = artists.Skip(begin).Take(limit).ToList();
        var cursor = begin + page.Count < artists.Count ? Ids.Write(IdKind.Artist, page[^1]) : null;
        var url = $"{call.Api}/me/following?type=artist";
        return new()
        {
            ["cursors"] = new JsonObject { ["after"] = cursor },
            ["href"] = $"{url}&limit={limit}",
            ["items"] = new JsonArray([.. page.Select(artist => SpotifyCatalogue.Artist(call.Responses, artist))]),
            ["limit"] = limit,
            ["next"] = cursor is null ? null : $"{url}&after={cursor}&limit={limit}",
            ["total"] = artists.Count,
        };
    }
}
