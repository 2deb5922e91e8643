namespace MusicAuth.Web.Pages;

/// <summary>The version of the broker as a module, which the page imports like its other modules.</summary>
internal static class VersionScript
{
    public static IResult Serve(HttpResponse response)
    {
        response.Headers.CacheControl = WebModule.StaticCacheControl;
        return TypedResults.Text($"export default \"{ProductVersion.Text}\";\n", "text/javascript; charset=utf-8");
    }
}
