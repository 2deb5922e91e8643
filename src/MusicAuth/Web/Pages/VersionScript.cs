namespace MusicAuth.Web.Pages;

/// <summary>
/// The version of the broker and the languages of its page as a module, which the page imports like its other modules.
/// </summary>
internal static class VersionScript
{
    private const string Extension = ".js";

    public static IResult Serve(HttpResponse response, IWebHostEnvironment environment)
    {
        response.Headers.CacheControl = WebModule.StaticCacheControl;
        response.HttpContext.Features.Set(RoutineRequest.Instance);
        var languages = environment.WebRootFileProvider.GetDirectoryContents("js/languages")
            .Select(file => file.Name)
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => $"\"{name[..^Extension.Length]}\"")
            .Order(StringComparer.Ordinal);
        return TypedResults.Text(
            $"""
            export default "{ProductVersion.Text}";
            export const languages = [{string.Join(", ", languages)}];

            """,
            "text/javascript; charset=utf-8");
    }
}
