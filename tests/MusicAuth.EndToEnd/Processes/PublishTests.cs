using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

public sealed class PublishTests
{
    // The test compares the runtime identifiers, because a publish takes minutes. If they differ, the published folder
    // does not work.
    [Fact]
    public async Task The_sandbox_and_its_broker_are_published_for_the_same_machine()
    {
        var broker = await RuntimeIdentifierAsync("MusicAuth");

        broker.ShouldNotBeEmpty();
        (await RuntimeIdentifierAsync("MusicAuth.Sandbox")).ShouldBe(broker);
    }

    private static async Task<string> RuntimeIdentifierAsync(string project)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = Builds.Root,
        };
        string[] arguments =
        [
            "msbuild", Path.Combine("src", project, $"{project}.csproj"), "-getProperty:RuntimeIdentifier",
            "-p:_IsPublishing=true", "-nodeReuse:false",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
        return output.Trim();
    }
}
