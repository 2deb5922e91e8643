using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Library;

public static class LibraryEndpoints
{
    private const string Playlists = "playlists";
    private const string PlaylistTracks = "playlist_tracks";
    private const string Favorites = "favorites";
    private const string Flow = "flow";
    private const string TracksPath = "/playlists/{provider}/{id}/tracks";

    private static readonly string[] Head = [HttpMethods.Head];

    /// <summary>What a page that is asked for by this address is kept under.</summary>
    public static CacheKey CacheKeyOf(HttpContext context, Caller caller) => new(
        caller.UserId, caller.Audience,
        context.Features.Get<IHttpRequestFeature>() is { RawTarget: ['/', ..] target }
            ? target
            : context.Request.Path + context.Request.QueryString);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me")
            .RequireScope(AccessScopes.LibraryRead)
            .WithTags("Library")
            .RejectDuplicates("provider", "limit", "cursor")
            .WithMetadata(
                new QueryParameterDescription("provider", "Only this provider: `spotify` or `deezer`."),
                new QueryParameterDescription("limit",
                    "The maximum number of items on the page. The default is 50.", 1, 500),
                new QueryParameterDescription("cursor", "The position of the page, from `next` of the previous page."),
                new QueryParameterDescription("id", "The id of the playlist at the provider."));
        DescribePage<Playlist>(
            me.MapGet("/playlists", GetPlaylistsAsync), me.MapMethods("/playlists", Head, GetPlaylistsAsync),
            "GetPlaylists", Playlists, "The playlists of all connected providers, or of one.");
        DescribePage<Track>(
            me.MapGet(TracksPath, GetPlaylistTracksAsync), me.MapMethods(TracksPath, Head, GetPlaylistTracksAsync),
            "GetPlaylistTracks", PlaylistTracks, "The tracks of one playlist.");
        DescribePage<Track>(
            me.MapGet("/favorites", GetFavoritesAsync), me.MapMethods("/favorites", Head, GetFavoritesAsync),
            "GetFavorites", Favorites, "The favourite tracks of all connected providers, or of one.");
        Describe(
            me.MapGet("/flow", GetFlowAsync).AddEndpointFilter(ForbidCaching), "GetFlow", Flow,
            "Deezer Flow, an endless mix. Each request returns some tracks, without a next page.");
    }

    private static async Task<PageResult> GetPlaylistsAsync(
        HttpContext context, Caller caller, string? provider, string? limit, string? cursor,
        UnifiedLibrary library, LibraryResponseCache pages) =>
        new(await pages.GetAsync(
            CacheKeyOf(context, caller), Playlists, BufferedResponse.IsNoCacheRequest(context.Request),
            (ask, stop) => library.GetPlaylistsAsync(
                caller, new PageRequest(provider, limit, cursor) { Ask = ask }, stop),
            context.RequestAborted));

    private static async Task<PageResult> GetPlaylistTracksAsync(
        HttpContext context, Caller caller, string provider, string id, string? limit, string? cursor,
        UnifiedLibrary library, LibraryResponseCache pages) =>
        new(await pages.GetAsync(
            CacheKeyOf(context, caller), PlaylistTracks, BufferedResponse.IsNoCacheRequest(context.Request),
            (ask, stop) => library.GetPlaylistTracksAsync(
                caller, id, new PageRequest(provider, limit, cursor) { Ask = ask }, stop),
            context.RequestAborted));

    private static async Task<PageResult> GetFavoritesAsync(
        HttpContext context, Caller caller, string? provider, string? limit, string? cursor,
        UnifiedLibrary library, LibraryResponseCache pages) =>
        new(await pages.GetAsync(
            CacheKeyOf(context, caller), Favorites, BufferedResponse.IsNoCacheRequest(context.Request),
            (ask, stop) => library.GetFavoritesAsync(
                caller, new PageRequest(provider, limit, cursor) { Ask = ask }, stop),
            context.RequestAborted));

    private static async Task<Ok<UnifiedPage<Track>>> GetFlowAsync(
        Caller caller, UnifiedLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.GetFlowAsync(caller, cancellationToken));

    private static ValueTask<object?> ForbidCaching(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "private, no-store";
        return next(context);
    }

    private static IEnumerable<AuditedSource> SourcesOf(object? answer) => answer switch
    {
        PageResult { Response: var page } => page.Providers.Select((provider, i) =>
            new AuditedSource(provider, page.Outcomes?[i] ?? AuditEvent.Ok)),
        // A flow that failed is no answer.
        IValueHttpResult { Value: UnifiedPage<Track> flow } =>
            flow.Sources.Select(source => new AuditedSource(source.Provider, AuditEvent.Ok)),
        _ => [],
    };

    // HEAD is the same without its body, and so is in no description.
    private static void DescribePage<T>(
        RouteHandlerBuilder get, RouteHandlerBuilder head, string name, string data, string summary)
    {
        Describe(
            get.Produces<UnifiedPage<T>>().Produces(StatusCodes.Status304NotModified), name, data, summary);
        head.ExcludeFromDescription().WithAudit(data, sourcesOf: SourcesOf);
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string data, string summary)
    {
        endpoint.WithName(name).WithSummary(summary).WithAudit(data, sourcesOf: SourcesOf);
        foreach (var status in (int[])[400, 401, 403, 404, 429, 502, 503])
            endpoint.ProducesProblem(status);
    }

    internal sealed class PageResult(StoredResponse answer) : IResult
    {
        public StoredResponse Response => answer;

        public Task ExecuteAsync(HttpContext httpContext) => BufferedResponse.WriteAsync(
            httpContext, answer.Status, answer.Body, answer.ContentType, answer.ETag);
    }
}
