using System.Reflection;

namespace MusicAuth.Web.Pages;

/// <summary>The version of the broker as a module, which the page imports like its other modules.</summary>
internal static class VersionScript
{
    private static readonly string Version =
        typeof(VersionScript).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "";

    public static IResult Serve(HttpResponse response)
    {
        response.Headers.CacheControl = WebModule.StaticCacheControl;
        return TypedResults.Text($"export default \"{Version}\";\n", "text/javascript; charset=utf-8");
    }
}
