namespace MusicAuth.Web.Pages;

/// <summary>Which paths lead to the text files of the page, which are sent compressed.</summary>
internal static class CompressedPageFiles
{
    private static readonly string[] Folders = ["/js/", "/snippets/"];

    public static bool IsAt(PathString path) => path.Value is { } text
        && (text is "/" or "/login" || IsInRoot(text) || Folders.Any(folder => text.StartsWith(folder, Ordinal)));

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static bool IsInRoot(string path) =>
        (path.EndsWith(".css", Ordinal) || path.EndsWith(".js", Ordinal)) && path.LastIndexOf('/') == 0;
}
