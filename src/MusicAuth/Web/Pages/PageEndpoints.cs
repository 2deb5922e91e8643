using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Pages;

/// <summary>Serves HTML files of wwwroot at paths without a file name.</summary>
internal static class PageEndpoints
{
    // Scalar needs inline styles. Its scripts follow the general policy.
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapPage(PagePaths.Home, "index.html");
        app.MapPage("/login", "index.html");
        app.MapMethods(PagePaths.Docs, ReadMethods, (HttpResponse response, IWebHostEnvironment environment) =>
        {
            response.Headers.ContentSecurityPolicy = DocsPolicy;
            return FindPage(environment, "docs/index.html");
        }).ExcludeFromDescription();
        app.MapMethods(PagePaths.Version, ReadMethods, VersionScript.Serve).ExcludeFromDescription();
        app.MapMethods(PagePaths.DocsScript, ReadMethods, ScalarScript.Serve).ExcludeFromDescription();
    }

    private static void MapPage(this IEndpointRouteBuilder app, string pattern, string file) =>
        app.MapMethods(pattern, ReadMethods, (IWebHostEnvironment environment) => FindPage(environment, file))
            .ExcludeFromDescription();

    private static PageFile FindPage(IWebHostEnvironment environment, string file) =>
        environment.WebRootFileProvider.GetFileInfo(file) is { Exists: true } page
            ? new PageFile(page)
            : throw new ProblemException(ProblemCode.NotFound, "This installation does not contain the page.");

    internal sealed class PageFile(IFileInfo page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = WebModule.StaticCacheControl;
            httpContext.Features.Set(RoutineRequest.Instance);
            var tag = new EntityTagHeaderValue($"\"{page.LastModified.Ticks:x}-{page.Length:x}\"");
            return TypedResults
                .PhysicalFile(page.PhysicalPath!, "text/html; charset=utf-8", null, page.LastModified, tag)
                .ExecuteAsync(httpContext);
        }
    }
}
