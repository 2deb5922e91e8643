using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Library;

internal static class LibraryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me")
            .RequireScope(Scopes.LibraryRead)
            .WithTags("Library")
            .AddEndpointFilter(KeepPrivate)
            .RequireSingle("provider", "limit", "cursor");
        Describe(
            me.MapGet("/playlists", GetPlaylistsAsync), "GetPlaylists", "playlists",
            "The playlists of all connected providers, or of one.");
        Describe(
            me.MapGet("/playlists/{provider}/{id}/tracks", GetPlaylistTracksAsync), "GetPlaylistTracks",
            "playlist_tracks", "The tracks of one playlist.");
        Describe(
            me.MapGet("/favorites", GetFavoritesAsync), "GetFavorites", "favorites",
            "The favourite tracks of all connected providers, or of one.");
        Describe(
            me.MapGet("/flow", GetFlowAsync), "GetFlow", "flow",
            "Deezer's Flow: an endless mix, a little of it at a time, without a next page.");
    }

    private static async Task<Ok<UnifiedPage<Playlist>>> GetPlaylistsAsync(
        Caller caller, string? provider, string? limit, string? cursor,
        UnifiedLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.GetPlaylistsAsync(
            caller, new PageRequest(provider, limit, cursor), cancellationToken));

    private static async Task<Ok<UnifiedPage<Track>>> GetPlaylistTracksAsync(
        Caller caller, string provider, string id, string? limit, string? cursor,
        UnifiedLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.GetPlaylistTracksAsync(
            caller, id, new PageRequest(provider, limit, cursor), cancellationToken));

    private static async Task<Ok<UnifiedPage<Track>>> GetFavoritesAsync(
        Caller caller, string? provider, string? limit, string? cursor,
        UnifiedLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.GetFavoritesAsync(
            caller, new PageRequest(provider, limit, cursor), cancellationToken));

    private static async Task<Ok<UnifiedPage<Track>>> GetFlowAsync(
        Caller caller, UnifiedLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.GetFlowAsync(caller, cancellationToken));

    private static ValueTask<object?> KeepPrivate(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "private, no-store";
        return next(context);
    }

    private static IEnumerable<RecordedSource> SourcesOf(object? answer)
    {
        var sources = (answer as IValueHttpResult)?.Value switch
        {
            UnifiedPage<Playlist> page => page.Sources,
            UnifiedPage<Track> page => page.Sources,
            _ => [],
        };
        return sources.Select(source => new RecordedSource(
            source.Provider,
            source.Problem is { } problem
                ? ActivityEvent.OutcomeOf(problem.Code, problem.Reason)
                : ActivityEvent.Ok));
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string data, string summary)
    {
        endpoint.WithName(name).WithSummary(summary).Record(data, sourcesOf: SourcesOf);
        foreach (var status in (int[])[400, 401, 403, 404, 429, 502, 503])
            endpoint.ProducesProblem(status);
    }
}
