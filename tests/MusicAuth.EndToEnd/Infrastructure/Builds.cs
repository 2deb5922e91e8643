namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The two programs, as a release has them.</summary>
internal static class Builds
{
    public static string Root { get; } = FindRoot();

    public static string Broker { get; } = Published("MusicAuth.dll");

    public static string Sandbox { get; } = Published("MusicAuth.Sandbox.dll");

    /// <summary>The broker without native code, which can be instrumented.</summary>
    public static string PlainBroker { get; } = Plain("MusicAuth.dll");

    // The build publishes for the systems of a release only.
    private static string Published(string assembly)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "programs", assembly);
        return File.Exists(published) ? published : Plain(assembly);
    }

    private static string Plain(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MusicAuth.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("MusicAuth.sln is in no folder above.");
    }
}
