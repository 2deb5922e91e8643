using System.Globalization;
using System.Text.Json.Nodes;
using static MusicAuth.Sandbox.Spotify.SpotifyApi;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>What the user played recently and listens to most. Both are the first favourites.</summary>
internal static class SpotifyListening
{
    private const int MaxPlayed = 50;
    private const int MaxTop = 120;
    private const int DefaultLimit = 20;

    private static readonly DateTimeOffset Newest = new(2026, 10, 31, 20, 0, 0, TimeSpan.Zero);
    private static readonly string[] TimeRanges = ["short_term", "medium_term", "long_term"];

    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        Get(v1, state, "/me/player/recently-played", RecentlyPlayed)
            .WithMetadata(new ScopeRequirement("user-read-recently-played"));
        Get(v1, state, "/me/top/{type}", Top).WithMetadata(new ScopeRequirement("user-top-read"));
    }

    private static ByteResult RecentlyPlayed(SpotifyCall call)
    {
        if (!call.TryNumber("limit", DefaultLimit, 1, MaxPlayed, out var limit))
            return SpotifyErrors.Of(400, "Invalid limit");
        var (hasBefore, hasAfter) = (call.Query("before").Length > 0, call.Query("after").Length > 0);
        if ((hasBefore && hasAfter) || !TryTime(call, "before", long.MaxValue, out var before)
            || !TryTime(call, "after", 0, out var after))
            return SpotifyErrors.Of(400, "Invalid cursor");
        var plays = Enumerable.Range(0, Math.Min(call.User.Spotify.Favorites.Count, MaxPlayed)).ToList();
        var found = plays.FindAll(play => PlayedAt(play) < before && PlayedAt(play) > after);
        var page = found.Take(limit).ToList();
        return ByteResult.Json(Page(call, page, plays.Count, limit, hasMore: found.Count > page.Count));
    }

    private static JsonObject Page(SpotifyCall call, List<int> page, int total, int limit, bool hasMore)
    {
        var url = $"{call.Api}/me/player/recently-played";
        return new()
        {
            ["cursors"] = page.Count == 0 ? null : new JsonObject
            {
                ["after"] = Text(PlayedAt(page[0])),
                ["before"] = Text(PlayedAt(page[^1])),
            },
            ["href"] = $"{url}?limit={limit}",
            ["items"] = new JsonArray([.. page.Select(play => Play(call, play))]),
            ["limit"] = limit,
            ["next"] = hasMore ? $"{url}?before={Text(PlayedAt(page[^1]))}&limit={limit}" : null,
            ["total"] = total,
        };
    }

    private static JsonObject Play(SpotifyCall call, int play) => new()
    {
        ["context"] = null,
        ["played_at"] = SpotifyLibrary.Text(DateTimeOffset.FromUnixTimeMilliseconds(PlayedAt(play))),
        ["track"] = call.Responses.Track(call.User.FavoriteAt(call.User.Spotify.Favorites[play])),
    };

    private static ByteResult Top(SpotifyCall call)
    {
        var (user, bodies, type) = (call.User, call.Responses, call.Request.RouteValues["type"] as string);
        var range = call.Query("time_range") is { Length: > 0 } asked ? asked : "medium_term";
        if (!TimeRanges.Contains(range, StringComparer.Ordinal))
            return SpotifyErrors.Of(400, "Invalid time range");
        var path = $"/me/top/{type}?time_range={range}";
        var (favorites, artists) = (user.Spotify.Favorites, SpotifyFollowedArtists.Of(user));
        return type switch
        {
            "tracks" => call.Page(path, Math.Min(favorites.Count, MaxTop),
                (items, at) => items.Add(bodies.Track(user.FavoriteAt(favorites[at])))),
            "artists" => call.Page(path, artists.Count,
                (items, at) => items.Add(SpotifyCatalogue.Artist(bodies, artists[at]))),
            _ => SpotifyErrors.Of(400, "Invalid type"),
        };
    }

    private static bool TryTime(SpotifyCall call, string name, long defaultValue, out long time)
    {
        time = defaultValue;
        return call.Query(name) is not { Length: > 0 } text
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out time);
    }

    private static long PlayedAt(int play) => Newest.AddMinutes(-4 * play).ToUnixTimeMilliseconds();

    private static string Text(long time) => time.ToString(CultureInfo.InvariantCulture);
}
