using Microsoft.Extensions.FileProviders;

namespace MusicAuth.Web.Pages;

/// <summary>The page for a browser that opened an address that does not exist.</summary>
internal static class NotFoundPage
{
    private const string File = "404.html";

    /// <summary>An app gets a problem, and so does an address that exists but has nothing to show.</summary>
    public static bool IsWanted(HttpContext context, IFileProvider files) =>
        context.Response.StatusCode == StatusCodes.Status404NotFound
        && context.GetEndpoint() is null
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && context.Request.Headers.Authorization.Count == 0
        && AcceptsHtml(context.Request)
        && files.GetFileInfo(File).Exists;

    public static async Task WriteAsync(HttpContext context, IFileProvider files)
    {
        var page = files.GetFileInfo(File);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.SendFileAsync(page, context.RequestAborted);
    }

    /// <summary>Whether a browser opens a page. A wildcard does not count: curl and most clients send one.</summary>
    public static bool AcceptsHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html" && type.Quality is not 0);
}
