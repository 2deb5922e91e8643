using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Library.Pictures;

internal static class PictureEndpoints
{
    private const string OneDay = "private, max-age=86400";

    public static void MapPictures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/connections/{provider}/picture", GetAsync).WithTags("Connections")
            .RequireScope(AccessScopes.ConnectionsRead).WithAudit("connections")
            .WithName("getConnectionPicture").WithSummary("The profile picture of the connected account")
            .WithDescription("From the provider's image server, of at most 512 KB. Without a picture the response "
                + "is empty (204): a browser reports a 404 as an error of the page.")
            .Produces<Stream>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/webp", "image/gif");

    private static async Task<Results<FileContentHttpResult, NoContent>> GetAsync(
        string provider, Caller caller, AccountPictures pictures, HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (!pictures.IsKnown(provider))
            throw ProblemException.UnknownProvider();
        caller.RequireProvider(provider);
        if (await pictures.FindAsync(caller.UserId, provider, cancellationToken) is not { } picture)
            return TypedResults.NoContent();
        response.Headers.CacheControl = OneDay;
        // Another user of the same browser must not get this picture from the browser's cache.
        response.Headers.Vary = $"{HeaderNames.Cookie}, {HeaderNames.Authorization}";
        return TypedResults.Bytes(picture.Content, picture.ContentType);
    }
}
