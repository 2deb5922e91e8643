using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

public sealed class BrokerStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Data => _folder.PathOf("data");

    [LongFact]
    public async Task A_second_broker_on_the_same_data_is_refused_and_the_first_keeps_running()
    {
        await using var broker = await StandaloneBroker.StartAsync();

        await using var second = broker.Launch(new Uri($"http://127.0.0.1:{FreePort.Take()}"));

        (await second.WaitForExitAsync()).ShouldBe(65);
        second.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.ShouldStartWith($"musicauth: Another MusicAuth is using {broker.DataDirectory}."),
            line => line.ShouldContain("PostgreSQL"));
        using var client = new SandboxControl(broker.Address);
        (await StandaloneBroker.IsReadyAsync(client)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_start_reports_all_errors_of_the_configuration_together()
    {
        await using var broker = await RunningProcess.RunAsync(Builds.Broker,
        [
            $"--DataDirectory={Data}", "--Web:PublicUrl=ftp://music.example", "--Upstream:TimeoutSeconds=0",
            "--Spotify:ClientId=x", "--Spotify:TokenEndpoint=nowhere", "--Deezer:ClientId=1",
            "--Access:AllowedAccounts:0=spotify",
        ]);

        broker.ExitCode.ShouldBe(1, broker.LastLines());
        broker.Errors.ShouldAllBe(line => line.StartsWith("musicauth: "));
        string[] settings =
        [
            "Web:PublicUrl", "Upstream:TimeoutSeconds", "Spotify:TokenEndpoint", "Deezer:ClientSecret",
            "Access:AllowedAccounts",
        ];
        settings.Where(setting => !broker.Errors.Any(line => line.Contains(setting)))
            .ShouldBeEmpty($"the output does not name them:{Environment.NewLine}{broker.LastLines()}");
        Directory.Exists(Data).ShouldBeFalse("the broker creates no folder before it has a valid configuration");
    }

    [Fact]
    public async Task A_setting_that_cannot_be_read_is_named()
    {
        await using var broker = await RunningProcess.RunAsync(
            Builds.Broker, [$"--DataDirectory={Data}", "--Upstream:TimeoutSeconds=soon"]);

        broker.ExitCode.ShouldBe(1, broker.LastLines());
        broker.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.ShouldStartWith("musicauth: "),
            line => line.ShouldContain("Upstream:TimeoutSeconds must be a whole number from 1 to 15."));
    }

    [LongFact]
    public async Task Without_its_master_key_the_broker_does_not_start_and_writes_nothing()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        await broker.Process.TerminateAsync();
        await broker.Process.WaitForExitAsync();
        var key = Path.Combine(broker.DataDirectory, "master.key");
        var copy = $"{key}.copy";
        File.Copy(key, copy);

        await File.WriteAllTextAsync(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await ShouldRefuseToStartAsync(broker, $"The master key {key} did not encrypt this database.");
        File.Delete(key);
        await ShouldRefuseToStartAsync(broker, key);

        File.Move(copy, key);
        await broker.RestartAsync();
        (await client.ConnectionsAsync()).ShouldBe(["spotify active"], "the right key decrypts the database");
    }

    [LongFact]
    public async Task The_health_command_and_the_health_endpoints_report_the_state()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new SandboxControl(broker.Address);

        (await StandaloneBroker.IsReadyAsync(client)).ShouldBeTrue();
        (await client.GetStringAsync(new Uri("/health/live", UriKind.Relative))).ShouldBe("""{"status":"ok"}""");
        (await HealthAsync(broker.Address)).ShouldBe(0);

        await broker.Process.TerminateAsync();
        await broker.Process.WaitForExitAsync();
        (await HealthAsync(broker.Address)).ShouldBe(1);
    }

    [LongFact]
    public async Task The_error_about_an_occupied_port_names_the_port_and_the_setting()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var taken = ((IPEndPoint)occupied.LocalEndpoint).Port;

        await using var broker = await RunningProcess.RunAsync(
            Builds.Broker, [$"--urls=http://127.0.0.1:{taken}", $"--DataDirectory={Data}"]);

        broker.ExitCode.ShouldBe(1);
        broker.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.ShouldStartWith("musicauth: "),
            line => line.ShouldContain($"127.0.0.1:{taken}"),
            line => line.ShouldContain("set Urls to another port"));
    }

    [Fact]
    public async Task A_mistyped_command_does_not_start_a_server()
    {
        await using var broker = await RunningProcess.RunAsync(Builds.Broker, ["heatlh", $"--DataDirectory={Data}"]);

        broker.ExitCode.ShouldBe(1);
        broker.Errors.ShouldHaveSingleItem().ShouldContain("'heatlh'");
        Directory.Exists(Data).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ShouldRefuseToStartAsync(StandaloneBroker broker, string message)
    {
        var before = Contents(broker.DataDirectory);

        await using var refused = broker.Launch(broker.Address);

        (await refused.WaitForExitAsync()).ShouldBe(78, refused.LastLines());
        refused.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.ShouldStartWith("musicauth: "), line => line.ShouldContain(message));
        Contents(broker.DataDirectory).ShouldBe(before);
    }

    private static async Task<int> HealthAsync(Uri address)
    {
        await using var health = await RunningProcess.RunAsync(Builds.Broker, ["health", $"--urls={address}"]);
        return health.ExitCode;
    }

    // The broker locks the folder before it reads the key, and SQLite creates these files to read a database.
    private static List<string> Contents(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "musicauth.lock" && Path.GetExtension(file) != ".db-shm")
            .Where(file => new FileInfo(file).Length > 0)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Fingerprint(file)}"),
    ];

    private static string Fingerprint(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
