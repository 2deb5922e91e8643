using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>The scripts that .github/workflows/release.yml runs.</summary>
public sealed class ReleaseTests
{
    private const string Changelog =
        """
        # Changelog

        ## [Unreleased]

        - later

        ## [0.2.0] - 2026-12-01

        ### Added

        - a door
        - a [window](x)

        ## [0.1.0] - 2026-11-01

        - walls

        [0.2.0]: https://example.org
        """;

    [Fact]
    public async Task The_notes_are_the_section_of_the_version()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("CHANGELOG.md");
        await File.WriteAllTextAsync(file, Changelog);

        (await RunAsync("changelog-section", "0.2.0", file))
            .ShouldBe((0, "### Added\n\n- a door\n- a [window](x)"));
        (await RunAsync("changelog-section", "0.1.0", file)).ShouldBe((0, "- walls"));
        (await RunAsync("changelog-section", "0.1", file)).Code.ShouldBe(1);
        (await RunAsync("changelog-section", "0.3.0", file)).Code.ShouldBe(1);
    }

    [Fact]
    public async Task The_base_images_are_those_of_the_Dockerfile()
    {
        var (code, output) = await RunAsync("base-images");

        code.ShouldBe(0);
        var images = output.Split('\n');
        images.ShouldNotBeEmpty();
        images.ShouldAllBe(image => image.StartsWith("mcr.microsoft.com/dotnet/") && image.Contains(':'));
        images.ShouldBeUnique();
    }

    [Fact]
    public async Task A_tag_of_another_version_than_the_program_is_refused()
    {
        var (code, output) = await RunAsync("release", "99.0.0", "linux-x64");

        code.ShouldBe(1);
        output.ShouldContain("and the tag 99.0.0");
    }

    [Theory]
    [InlineData("0.2.0", "0.2.0\nlatest")]
    [InlineData("0.2.0-rc1", "0.2.0-rc1")]
    public async Task A_prerelease_does_not_become_the_latest_image(string version, string tags) =>
        (await RunAsync("release-tags", version)).ShouldBe((0, tags));

    [Fact]
    public async Task The_workflow_tags_images_and_marks_a_prerelease_by_the_script()
    {
        var workflow = await File.ReadAllTextAsync(Path.Combine(Builds.Root, ".github", "workflows", "release.yml"));

        workflow.ShouldNotContain(":latest");
        workflow.ShouldContain("tags=$(.ci/release-tags \"${GITHUB_REF_NAME#v}\")");
        workflow.ShouldContain(
            ".ci/release-tags \"${GITHUB_REF_NAME#v}\" | grep -qx latest || options+=(--prerelease)");
    }

    private static async Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Builds.Root, ".ci", script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }
}
