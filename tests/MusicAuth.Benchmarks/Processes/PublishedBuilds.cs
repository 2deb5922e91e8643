using System.Diagnostics;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>The builds that the benchmarks compare.</summary>
internal static class PublishedBuilds
{
    /// <summary>The build beside this program, without ReadyToRun.</summary>
    public static string Plain { get; } = Path.Combine(AppContext.BaseDirectory, "MusicAuth.dll");

    public static string Sandbox { get; } = Path.Combine(AppContext.BaseDirectory, "MusicAuth.Sandbox.dll");

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    public static string DotnetHost { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Publishes the broker as the container has it, with ReadyToRun.</summary>
    public static Task<string> PublishAsync() => PublishAsync("src/MusicAuth", "broker");

    /// <summary>Publishes the peers in the same way.</summary>
    public static Task<string> PublishPeersAsync() => PublishAsync("tests/MusicAuth.Peers", "peers");

    private static async Task<string> PublishAsync(string project, string folder)
    {
        var name = Path.GetFileName(project);
        var output = Path.Combine(Root, "artifacts", "benchmarks", folder);
        var start = new ProcessStartInfo(DotnetHost, [
            "publish", $"{project}/{name}.csproj", "-c", "Release", "-r", "linux-x64",
            "--self-contained", "false", "-v", "q", "-o", output])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
        };
        using var publish = Process.Start(start)!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? Path.Combine(output, $"{name}.dll")
            : throw new InvalidOperationException($"{name} could not be published.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MusicAuth.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("No folder above this program contains MusicAuth.sln.");
    }
}
