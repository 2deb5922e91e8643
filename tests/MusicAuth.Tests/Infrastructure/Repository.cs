namespace MusicAuth.Tests.Infrastructure;

/// <summary>The files of this repository.</summary>
public static class Repository
{
    /// <summary>The folder of MusicAuth.sln.</summary>
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The C# files below a folder, without build output and generated files.</summary>
    public static IEnumerable<string> SourceFiles(params string[] folder) => Directory
        .EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !IsGenerated(Path.GetRelativePath(Root, file)));

    public static bool IsGenerated(string relativePath)
    {
        var parts = relativePath.Split(Path.DirectorySeparatorChar);
        return parts.Contains("obj") || parts.Contains("bin") || parts.Contains("Migrations")
            || parts.Contains("CompiledModels")
            || relativePath.EndsWith(".g.cs", StringComparison.Ordinal);
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MusicAuth.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("MusicAuth.sln is in no folder above.");
    }
}
