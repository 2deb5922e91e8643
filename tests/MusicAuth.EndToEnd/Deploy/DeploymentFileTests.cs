using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>The files of deploy/ against the published schemas, and the unit against systemd's own check.</summary>
public sealed class DeploymentFileTests
{
    // systemd-analyze counts in tenths.
    private const int MaxExposure = 25;

    [Fact]
    public Task Every_compose_file_fits_the_compose_specification() =>
        CheckAsync("compose", [.. Files("", "compose*.yaml"), .. Files("deploy", "compose*.yaml")]);

    [Fact]
    public Task Every_Kubernetes_file_fits_the_schemas_of_the_API() =>
        CheckAsync("kubernetes", [.. Files("deploy/kubernetes", "*.yaml")
            .Where(file => !file.EndsWith("kustomization.yaml", StringComparison.Ordinal))]);

    [Fact]
    public void Every_Kubernetes_file_is_applied()
    {
        var folder = Path.Combine(Builds.Root, "deploy", "kubernetes");

        var applied = File.ReadLines(Path.Combine(folder, "kustomization.yaml"))
            .Where(line => line.StartsWith("  - ", StringComparison.Ordinal) && line.EndsWith(".yaml"))
            .Select(line => line[4..]);

        applied.ShouldBe(
            Directory.GetFiles(folder).Select(file => Path.GetFileName(file))
                .Where(file => file != "kustomization.yaml"),
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("kubernetes", "ingress.yaml", "nginx.ingress.kubernetes.io/proxy-body-size: \"0\"")]
    [InlineData("proxies", "nginx.conf", "client_max_body_size 0;")]
    public void Nginx_passes_on_the_file_of_a_restore(string folder, string file, string setting) =>
        File.ReadAllText(Path.Combine(Builds.Root, "deploy", folder, file)).ShouldContain(setting);

    [Fact]
    public Task Every_workflow_passes_actionlint() =>
        CheckAsync("workflow", [.. Files(".github/workflows", "*.yml")]);

    // GitHub cancels such a run, and actionlint does not report it.
    [Fact]
    public async Task A_workflow_that_waits_for_its_own_concurrency_group_is_found()
    {
        NodeScript.Require();
        using var folder = new TempFolder();
        foreach (var file in Files(".github/workflows", "*.yml"))
        {
            await File.WriteAllTextAsync(
                folder.PathOf(Path.GetFileName(file)),
                (await File.ReadAllTextAsync(file)).Replace("group: ci-", "group: ${{ github.workflow }}-"));
        }

        var (code, output) =
            await NodeScript.RunToEndAsync(["deployment.js", "workflow", folder.PathOf("release.yml")]);

        code.ShouldBe(1);
        output.ShouldContain("the job test waits for the concurrency group of its caller");
    }

    [Fact]
    public Task The_dashboard_fits_the_schema_of_Grafana() =>
        CheckAsync("dashboard", Files("deploy/grafana", "*.json"));

    [Fact]
    public async Task A_misspelt_member_of_a_Kubernetes_file_is_found()
    {
        NodeScript.Require();
        using var folder = new TempFolder();
        var broken = folder.PathOf("broken.yaml");
        await File.WriteAllTextAsync(broken, (await File.ReadAllTextAsync(
            Path.Combine(Builds.Root, "deploy", "kubernetes", "musicauth.yaml"))).Replace("httpGet:", "httpGett:"));

        var (code, output) = await NodeScript.RunToEndAsync(["deployment.js", "kubernetes", broken]);

        code.ShouldBe(1);
        output.ShouldContain("livenessProbe/httpGett");
    }

    [Fact]
    public async Task The_unit_of_systemd_is_hardened()
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
            Requirement.Missing("systemd", "systemd-analyze is absent (Debian: apt-get install systemd).");
        var unit = Path.Combine(Builds.Root, "deploy", "systemd", "musicauth.service");
        var start = new ProcessStartInfo(
            "systemd-analyze", ["security", "--offline=true", $"--threshold={MaxExposure}", "--no-pager", unit])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, output + await errors);
        output.ShouldContain("Overall exposure level");
    }

    private static async Task CheckAsync(string kind, IReadOnlyList<string> files)
    {
        NodeScript.Require();
        files.ShouldNotBeEmpty();

        var (code, output) = await NodeScript.RunToEndAsync(["deployment.js", kind, .. files]);

        code.ShouldBe(0, output);
    }

    private static string[] Files(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Builds.Root, folder), pattern);
}
