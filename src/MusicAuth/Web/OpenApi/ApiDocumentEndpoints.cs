using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Web.OpenApi;

internal static class ApiDocumentEndpoints
{
    public static void MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", Read).ExcludeFromDescription();

    private static async Task<FileContentHttpResult> Read(ApiDocument document) =>
        TypedResults.Bytes(await document.ReadAsync(), "application/json;charset=utf-8");
}
