using Yarp.ReverseProxy.Transforms;

namespace MusicAuth.Peers;

/// <summary>The endpoints of the peers. Each is as short as possible and logs nothing.</summary>
internal static class PeerEndpoints
{
    public const string Upstream = "upstream";
    public const string Bare = "bare";
    public const string Yarp = "yarp";

    private const string Api = "/spotify/v1";
    private const string Json = "application/json; charset=utf-8";

    private static long _calls;

    /// <summary>An upstream that accepts any token and responses from memory.</summary>
    public static void MapUpstream(this WebApplication app)
    {
        var api = app.Configuration["urls"] + Api;
        var tracks = SpotifyResponses.Tracks(api);
        // These responses have the same length and different contents.
        var news = Enumerable.Range(0, 8).Select(number => SpotifyResponses.Tracks(api, 5_320 + number)).ToArray();
        var playlists = SpotifyResponses.Playlists(api);
        app.MapGet(Api + "/me", context => AuthorizedAsync(context, SpotifyResponses.Profile));
        app.MapGet(Api + "/me/tracks", context => AuthorizedAsync(context, tracks));
        app.MapGet(
            Api + "/me/tracks/news",
            context => AuthorizedAsync(context, news[Interlocked.Read(ref _calls) % news.Length]));
        app.MapGet(Api + "/me/short", context => AuthorizedAsync(context, SpotifyResponses.Short));
        app.MapGet(Api + "/me/playlists", context => AuthorizedAsync(context, playlists));
        app.MapGet("/calls", () => Interlocked.Read(ref _calls));
    }

    /// <summary>An endpoint that only returns the bytes: the limit of this stack.</summary>
    public static void MapBare(this WebApplication app)
    {
        var tracks = SpotifyResponses.Tracks(app.Configuration["upstream"] + Api);
        app.MapGet(Api + "/me/tracks", context => WriteAsync(context.Response, tracks));
    }

    /// <summary>The alternative to the broker: a forwarder with a fixed token.</summary>
    public static void MapYarp(this WebApplication app) => app.MapForwarder(
        "/{**path}", app.Configuration["upstream"]!,
        transforms => transforms.AddRequestHeader("Authorization", "Bearer fixed-token", append: false));

    private static Task AuthorizedAsync(HttpContext context, byte[] body)
    {
        if (context.Request.Headers.Authorization is not [['B', 'e', 'a', 'r', 'e', 'r', ' ', _, ..]])
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref _calls);
        return WriteAsync(context.Response, body);
    }

    private static Task WriteAsync(HttpResponse response, byte[] body)
    {
        response.ContentType = Json;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}
