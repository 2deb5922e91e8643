namespace MusicAuth.Persistence.Files;

/// <summary>Paths without links, so that two names of one file are one.</summary>
public static class RealPath
{
    /// <summary>The absolute path; what does not exist yet is taken as it is written.</summary>
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
