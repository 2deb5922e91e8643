using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>A backup of either database is restored into another folder, on either database.</summary>
public sealed class BackupRestoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    private string Elsewhere => Path.Combine(_folder.FullName, "elsewhere");

    [Theory]
    [InlineData(DatabaseKind.Sqlite, DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite, DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres, DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres, DatabaseKind.Postgres)]
    public async Task Every_connection_refreshes_elsewhere_and_no_user_signs_in_again(
        DatabaseKind from, DatabaseKind to)
    {
        await using var broker = await Broker.StartAsync(storage: from);
        using var browser = await broker.SignedInAsync("dora", "spotify", "deezer");
        var key = await browser.NewKeyAsync(["library:read", "connections:read"]);
        // Another replica refreshes both connections at the time of the backup.
        broker.Database.Execute(
            $"INSERT INTO refresh_claims SELECT id, '{Guid.NewGuid()}', '{Guid.NewGuid()}', 4e12 FROM grants");
        var backup = await BackupTest.BackUpAsync(broker, _folder.FullName);
        await broker.StopAsync();
        var database = await NewDatabaseAsync(to);

        var (exitCode, output, error) = await BackupTest.RestoreAsync(backup, Elsewhere, database);

        exitCode.ShouldBe(0, error);
        output.ShouldContain("users: 1, connections: 2, API keys: 1");
        output.ShouldContain("MusicAuth uses all connections as before.");
        output.ShouldNotContain("API keys that ended");
        await broker.RestartAsync(new Dictionary<string, string?>(database) { ["DataDirectory"] = Elsewhere });
        using var later = broker.NewBrowser(browser);
        await later.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var app = later.NewApp(key);
        await ShouldReturnACompletePageAsync(app);
        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await ShouldReturnACompletePageAsync(app);
        (await TodoAsync(app)).ShouldContain("keys_restored");
        Directory.GetDirectories(Elsewhere, "backup-*").ShouldBeEmpty("the decrypted files are deleted");
    }

    [Fact]
    public async Task A_token_that_was_replaced_after_the_backup_is_never_sent_again_and_the_command_counts_what_ended()
    {
        await using var broker = await Broker.StartAsync();
        using var browser = await broker.SignedInAsync("dora", "spotify");
        using var app = browser.NewApp(await browser.NewKeyAsync(["library:read"]));
        var backup = await BackupTest.BackUpAsync(broker, _folder.FullName, withKey: false);
        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        (await browser.GetAsync("/me/playlists")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        await broker.StopAsync();
        // The master key and the rollback record stay.
        foreach (var file in Directory.GetFiles(broker.DataDirectory, "musicauth.db*"))
            File.Delete(file);

        var (exitCode, output, error) = await BackupTest.RestoreAsync(
            backup, broker.DataDirectory, broker.DatabaseSettings);

        exitCode.ShouldBe(0, error);
        output.ShouldContain("users: 1, connections: 0, API keys: 0");
        output.ShouldContain("API keys that ended: 1.");
        output.ShouldContain("Connections that need a new sign-in: 1.");
        output.ShouldNotContain("MusicAuth uses all connections as before.");
        await broker.RestartAsync();
        using var later = await broker.SignedInAsync("dora", "deezer");
        broker.Database.Scalar("SELECT reason FROM grants WHERE provider = 'spotify'").ShouldBe("LostInFlight");
        (await broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
        using var ended = later.NewApp(app.DefaultRequestHeaders.Authorization!.Parameter!);
        (await ended.GetAsync("/me")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized, "the rollback record is newer, so all keys of the backup end");
        (await later.TodoCodesAsync()).ShouldNotContain("keys_restored");
    }

    [Fact]
    public async Task A_key_that_was_revoked_after_the_backup_works_again_and_is_listed_for_a_month()
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.SignedInAsync("dora", "spotify");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        var (id, secret) = await dora.NewNamedKeyAsync("Kitchen radio");
        await alma.NewNamedKeyAsync("Alma's lamp");
        var backup = await BackupTest.BackUpAsync(broker, _folder.FullName);
        (await dora.SendAsync(HttpMethod.Delete, $"/me/keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await broker.StopAsync();
        (await BackupTest.RestoreAsync(backup, Elsewhere, broker.DatabaseSettings)).ExitCode.ShouldBe(0);

        await broker.RestartAsync(new Dictionary<string, string?> { ["DataDirectory"] = Elsewhere });

        using var later = await broker.SignedInAsync("dora", "spotify");
        using var app = later.NewApp(secret);
        var detail = (await KeysRestoredAsync(app)).ShouldHaveSingleItem();
        detail.ShouldContain("Kitchen radio");
        detail.ShouldNotContain("Alma's lamp");
        // The commands use the system clock, which has advanced since the start of the broker.
        broker.Clock.Advance(TimeSpan.FromHours(1));
        await later.NewNamedKeyAsync("Made after the restore");
        (await KeysRestoredAsync(app)).ShouldHaveSingleItem().ShouldNotContain("Made after the restore");
        broker.Clock.Advance(TimeSpan.FromDays(29));
        (await KeysRestoredAsync(app)).ShouldNotBeEmpty();
        broker.Clock.Advance(TimeSpan.FromDays(2));
        (await KeysRestoredAsync(app)).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<Dictionary<string, string?>> NewDatabaseAsync(DatabaseKind kind) =>
        kind == DatabaseKind.Postgres
            ? new()
            {
                ["Database:Kind"] = "Postgres",
                ["Database:ConnectionString"] = await (await PostgresServer.CommonAsync()).NewDatabaseAsync(),
            }
            : new()
            {
                ["Database:Kind"] = "Sqlite",
                ["Database:ConnectionString"] = "Data Source={DataDirectory}/musicauth.db",
            };

    private static async Task ShouldReturnACompletePageAsync(HttpClient app)
    {
        var answer = await app.GetFromJsonAsync<JsonElement>("/me/playlists");
        answer.GetProperty("complete").GetBoolean().ShouldBeTrue(answer.ToString());
    }

    private static async Task<string[]> KeysRestoredAsync(HttpClient app) =>
    [
        .. (await app.GetFromJsonAsync<JsonElement>("/me/todo")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("code").GetString() == "keys_restored")
            .Select(item => item.GetProperty("detail").GetString()!),
    ];

    private static async Task<string[]> TodoAsync(HttpClient app) =>
    [
        .. (await app.GetFromJsonAsync<JsonElement>("/me/todo")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("code").GetString()!),
    ];
}
