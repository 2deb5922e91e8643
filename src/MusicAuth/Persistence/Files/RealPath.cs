namespace MusicAuth.Persistence.Files;

/// <summary>Resolves symbolic links, so that two paths of one file become equal.</summary>
internal static class RealPath
{
    /// <returns>The absolute path. Parts that do not exist yet stay as they are.</returns>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;

        var here = Path.Combine(Resolve(parent), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return entry.LinkTarget is null ? here : Resolve(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }
}
