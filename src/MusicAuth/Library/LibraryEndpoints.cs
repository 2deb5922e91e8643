using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Library;

internal static class LibraryEndpoints
{
    private const string Playlists = "playlists";
    private const string PlaylistTracks = "playlist_tracks";
    private const string Favorites = "favorites";
    private const string Flow = "flow";
    private const string TracksPath = "/playlists/{provider}/{id}/tracks";

    private static readonly string[] Head = [HttpMethods.Head];

    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me")
            .RequireScope(AccessScopes.LibraryRead)
            .WithTags("Library")
            .RejectDuplicates("provider", "limit", "cursor")
            .WithMetadata(
                new QueryParameterDescription("provider", "Only this provider: `spotify` or `deezer`."),
                new QueryParameterDescription(
                    "limit", "The maximum number of items on the page. The default is 50.", 1, 500),
                new QueryParameterDescription("cursor", "The position of the page, from `next` of the previous page."),
                new QueryParameterDescription("id", "The id of the playlist at the provider."));
        DescribePage<Playlist>(
            me.MapGet("/playlists", GetPlaylistsAsync), me.MapMethods("/playlists", Head, GetPlaylistsAsync),
            "GetPlaylists", Playlists, "Lists the playlists of all connected providers, or of one.");
        DescribePage<Track>(
            me.MapGet(TracksPath, GetPlaylistTracksAsync), me.MapMethods(TracksPath, Head, GetPlaylistTracksAsync),
            "GetPlaylistTracks", PlaylistTracks, "Lists the tracks of a playlist.");
        DescribePage<Track>(
            me.MapGet("/favorites", GetFavoritesAsync), me.MapMethods("/favorites", Head, GetFavoritesAsync),
            "GetFavorites", Favorites, "Lists the favourite tracks of all connected providers, or of one.");
        Describe(
            me.MapGet("/flow", GetFlowAsync).AddEndpointFilter(ForbidCaching), "GetFlow", Flow,
            "Deezer Flow, an endless mix. Each request returns some tracks, without a next page.");
    }

    private static Task<PageResult> GetPlaylistsAsync(
        HttpContext context, Caller caller, string? provider, string? limit, string? cursor,
        UnifiedLibrary library, LibraryResponseCache responses) =>
        RespondAsync(context, caller, Playlists, responses, (mode, stop) =>
            library.GetPlaylistsAsync(caller, new PageRequest(provider, limit, cursor, mode), stop));

    private static Task<PageResult> GetPlaylistTracksAsync(
        HttpContext context, Caller caller, string provider, string id, string? limit, string? cursor,
        UnifiedLibrary library, LibraryResponseCache responses) =>
        RespondAsync(context, caller, PlaylistTracks, responses, (mode, stop) =>
            library.GetPlaylistTracksAsync(caller, id, new PageRequest(provider, limit, cursor, mode), stop));

    private static Task<PageResult> GetFavoritesAsync(
        HttpContext context, Caller caller, string? provider, string? limit, string? cursor,
        UnifiedLibrary library, LibraryResponseCache responses) =>
        RespondAsync(context, caller, Favorites, responses, (mode, stop) =>
            library.GetFavoritesAsync(caller, new PageRequest(provider, limit, cursor, mode), stop));

    private static async Task<PageResult> RespondAsync<T>(
        HttpContext context, Caller caller, string data, LibraryResponseCache responses,
        Func<CacheMode, CancellationToken, Task<UnifiedPage<T>>> read)
    {
        var target = context.Features.Get<IHttpRequestFeature>() is { RawTarget: ['/', ..] raw }
            ? raw
            : context.Request.Path + context.Request.QueryString;
        return new PageResult(await responses.GetAsync(
            new CacheKey(caller.UserId, caller.Audience, target), data,
            BufferedResponse.IsNoCacheRequest(context.Request), read, context.RequestAborted));
    }

    private static async Task<Ok<UnifiedPage<Track>>> GetFlowAsync(
        Caller caller, UnifiedLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.GetFlowAsync(caller, cancellationToken));

    private static ValueTask<object?> ForbidCaching(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = CacheControlRules.NoStore;
        return next(context);
    }

    private static IEnumerable<AuditedSource> AuditedSourcesOf(object? result) => result switch
    {
        PageResult { Response: var page } => page.Providers.Select((provider, i) =>
            new AuditedSource(provider, page.Outcomes?[i] ?? AuditEvent.Ok)),
        IValueHttpResult { Value: UnifiedPage<Track> flow } =>
            flow.Sources.Select(source => new AuditedSource(source.Provider, AuditEvent.Ok)),
        _ => [],
    };

    private static void DescribePage<T>(
        RouteHandlerBuilder get, RouteHandlerBuilder head, string name, string data, string summary)
    {
        Describe(
            get.Produces<UnifiedPage<T>>().Produces(StatusCodes.Status304NotModified), name, data, summary);
        head.ExcludeFromDescription().WithAudit(data, sourcesOf: AuditedSourcesOf);
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string data, string summary)
    {
        endpoint.WithName(name).WithSummary(summary).WithAudit(data, sourcesOf: AuditedSourcesOf);
        foreach (var status in (int[])[400, 401, 403, 404, 429, 502, 503])
            endpoint.ProducesProblem(status);
    }

    internal sealed class PageResult(CacheResult result) : IResult
    {
        public StoredResponse Response => result.Response;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (result.IsHit)
                BufferedResponse.SetAge(httpContext.Response, result.Age);
            return BufferedResponse.WriteAsync(
                httpContext, Response.Status, Response.Body, Response.ContentType, Response.ETag);
        }
    }
}
