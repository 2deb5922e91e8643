using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary><c>doctor</c> finds each planted fault, names its remedy, and is silent on a healthy instance.</summary>
public sealed class DoctorTests(DoctorInstance instance) : IClassFixture<DoctorInstance>
{
    // Values that no report must contain: secrets of the sandbox and of the planted channel.
    private static readonly string[] Secrets = ["sandbox-spotify-secret", "sandbox-deezer-secret", "a-secret-address"];

    public static TheoryData<int, string> Faults =>
        new(PlantedFaults.All.Select((fault, row) => (row, $"{fault.Code}, {fault.Severity}")));

    [Fact]
    public async Task A_healthy_instance_has_no_finding()
    {
        using var copy = instance.NewCopy();

        var (exitCode, report, text) = await copy.ReadReportAsync();

        FindingsOf(report).ShouldBeEmpty(text);
        StatusesOf(report).ShouldAllBe(status => status == "ok", text);
        exitCode.ShouldBe(0);
        report.GetProperty("healthy").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_planted_fault_is_found_with_its_remedy(int row, string fault)
    {
        var planted = PlantedFaults.All[row];
        using var copy = instance.NewCopy();
        var key = (await File.ReadAllTextAsync(copy.MasterKey)).Trim();
        planted.Plant(copy);
        var before = Snapshot(copy);

        var (exitCode, report, text) = await copy.ReadReportAsync();

        var finding = FindingsOf(report).FirstOrDefault(each => Text(each, "code") == planted.Code);
        finding.ValueKind.ShouldBe(JsonValueKind.Object, $"{fault}: {text}");
        Text(finding, "severity").ShouldBe(planted.Severity);
        Text(finding, "remedy").ShouldNotBeEmpty();
        $"{Text(finding, "title")} {Text(finding, "remedy")}".ShouldContain(planted.Remedy);
        text.ShouldNotMatch(@"\b1 (values|rows|files|renewed token sets|migrations)\b", "the singular has no s");
        FindingsOf(report).Select(each => Text(each, "code")).ShouldNotContain("check_unfinished", text);
        exitCode.ShouldBe(FindingsOf(report).Any(each => Text(each, "severity") == "error") ? 2 : 0, text);
        foreach (var secret in Secrets.Append(key))
            text.ShouldNotContain(secret);
        Snapshot(copy).ShouldBe(before, "the doctor must change nothing");
    }

    [Fact]
    public async Task Every_check_is_one_line_and_its_findings_have_a_remedy_below()
    {
        using var copy = instance.NewCopy();
        copy.Settings["Web:PublicUrl"] = "http://localhost:5080";

        var (exitCode, output, _) = await copy.ExamineAsync();

        exitCode.ShouldBe(0);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain(line => line.StartsWith("ok    database: ") && line.Contains("SQLite 3."));
        lines.ShouldContain(line => line.StartsWith("warn  redirect URIs: ")
            && line.Contains("http://127.0.0.1:5080/callback/spotify"));
        lines.ShouldContain(line => line.Contains("[redirect_localhost]"));
        lines.ShouldContain(line => line.Trim().StartsWith("-> Set Web:PublicUrl to http://127.0.0.1:5080"));
    }

    [Fact]
    public async Task A_provider_without_an_app_has_no_finding_about_its_redirect_uri()
    {
        using var copy = instance.NewCopy();
        copy.Settings["Web:PublicUrl"] = "http://localhost:5080";
        copy.Settings.Remove("Spotify:ClientId");
        copy.Settings.Remove("Spotify:ClientSecret");

        var (_, report, text) = await copy.ReadReportAsync();

        FindingsOf(report).Select(each => Text(each, "code")).ShouldNotContain("redirect_localhost", text);
    }

    [Fact]
    public async Task All_invalid_settings_are_found_and_the_other_checks_still_run()
    {
        using var copy = instance.NewCopy();
        copy.Settings["Web:PublicUrl"] = "nonsense";
        copy.Settings["Spotfy:ClientId"] = "x";
        copy.Settings["Upstream:TimeoutSeconds"] = "500";

        var (exitCode, report, text) = await copy.ReadReportAsync();

        exitCode.ShouldBe(2);
        FindingsOf(report).Count(each => Text(each, "code")!.StartsWith("setting_")).ShouldBe(3, text);
        report.GetProperty("checks").EnumerateArray()
            .Single(check => Text(check, "name") == "database").GetProperty("status").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task A_trusted_proxy_is_no_longer_a_finding()
    {
        using var copy = instance.NewCopy();
        PlantedFaults.All.Single(fault => fault.Code == "forwarded_headers_untrusted").Plant(copy);
        copy.Settings["Web:TrustedProxies"] = "172.18.0.0/16";

        var (_, report, text) = await copy.ReadReportAsync();

        FindingsOf(report).ShouldBeEmpty(text);
    }

    [Fact]
    public async Task Without_an_instance_the_doctor_creates_nothing()
    {
        using var copy = instance.NewCopy();
        Directory.Delete(copy.Data, recursive: true);
        Directory.Delete(copy.Keys, recursive: true);

        var (exitCode, report, text) = await copy.ReadReportAsync();

        exitCode.ShouldBe(0, text);
        FindingsOf(report).Select(each => Text(each, "code")).ShouldBe(["database_new"], text);
        Directory.Exists(copy.Data).ShouldBeFalse();
        Directory.Exists(copy.Keys).ShouldBeFalse();
    }

    [Fact]
    public async Task Before_the_first_start_a_folder_that_takes_no_master_key_is_found()
    {
        using var copy = instance.NewCopy();
        Directory.Delete(copy.Data, recursive: true);
        Directory.Delete(copy.Keys, recursive: true);
        await File.WriteAllTextAsync(copy.Keys, "");

        var (exitCode, report, text) = await copy.ReadReportAsync();

        exitCode.ShouldBe(2, text);
        var finding = FindingsOf(report).Single(each => Text(each, "code") == "master_key_unusable");
        Text(finding, "remedy")!.ShouldContain($"Make the folder {copy.Keys} writable");
    }

    [Fact]
    public async Task The_remedy_for_a_missing_previous_key_names_this_key()
    {
        using var copy = instance.NewCopy();
        var former = Path.Combine(copy.Keys, "former.key");
        copy.Settings["Vault:PreviousMasterKeyFiles"] = former;

        var (_, report, text) = await copy.ReadReportAsync();

        var finding = FindingsOf(report).Single(each => Text(each, "code") == "master_key_unusable");
        Text(finding, "remedy")!.ShouldBe(
            $"Restore {former} from your backup, or correct Vault:PreviousMasterKeyFiles.", text);
    }

    private static string[] Snapshot(DoctorCopy copy) =>
    [
        .. Directory.GetFiles(Path.GetDirectoryName(copy.Data)!, "*", SearchOption.AllDirectories)
            // SQLite creates these for every reader of a write-ahead log.
            .Where(file => !file.EndsWith("-shm") && !file.EndsWith("-wal"))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
                File.ReadAllBytes(file)))}"),
    ];

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static IEnumerable<string?> StatusesOf(JsonElement report) =>
        report.GetProperty("checks").EnumerateArray().Select(check => Text(check, "status"));

    private static IEnumerable<JsonElement> FindingsOf(JsonElement report) => report.GetProperty("checks")
        .EnumerateArray().SelectMany(check => check.GetProperty("findings").EnumerateArray());
}
