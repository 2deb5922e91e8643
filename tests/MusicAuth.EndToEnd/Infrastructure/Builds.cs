namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>Where the build has put the two programs: they are started from there, as a stranger would.</summary>
internal static class Builds
{
    public static string Root { get; } = FindRoot();

    public static string Broker => Output("MusicAuth");

    public static string Sandbox => Output("MusicAuth.Sandbox");

    private static string Output(string project)
    {
        // …/bin/<configuration>/<framework>, the same for all projects of one build.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var assembly = Path.Combine(
            Root, "src", project, "bin", own.Parent!.Name, own.Name, $"{project}.dll");
        return File.Exists(assembly)
            ? assembly
            : throw new FileNotFoundException($"{project} is not built.", assembly);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MusicAuth.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("MusicAuth.sln is in no folder above.");
    }
}
