using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

public sealed class PublishTests
{
    // A whole publish takes minutes: what made the folder useless was that its halves were for different machines.
    [Fact]
    public async Task F7_the_sandbox_is_published_for_the_machine_for_which_its_broker_is()
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
