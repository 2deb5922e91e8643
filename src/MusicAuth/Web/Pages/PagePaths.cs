namespace MusicAuth.Web.Pages;

/// <summary>The paths of endpoints that serve nothing but a file of the page, to every browser alike.</summary>
internal static class PagePaths
{
    public const string Home = "/";
    public const string Docs = "/docs";
    public const string DocsScript = "/docs/scalar.js";
    public const string Version = "/js/version.js";

    private static readonly string[] All = [Home, Docs, DocsScript, Version];

    /// <summary>Whether routing leads the path to one of them: it ignores case and one slash at the end.</summary>
    public static bool Contains(PathString path)
    {
        var text = path.Value is [_, .., '/'] value ? value[..^1] : path.Value;
        foreach (var page in All)
        {
            if (page.Equals(text, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
