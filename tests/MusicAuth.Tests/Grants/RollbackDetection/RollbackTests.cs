using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15, T3: the broker detects an older copy of the database and sends none of its replaced tokens.</summary>
public abstract class RollbackTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private static readonly string[] Tables =
        ["users", "identities", "sessions", "api_keys", "grants", "meta", "refresh_intents", "data_protection_keys"];
    private Broker _broker = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            sandbox: clock => new SandboxOptions { TimeProvider = clock, DeezerQuota = false }, storage: storage);
        _browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    private string RecordFile => Path.Combine(_broker.DataDirectory, "master.key.mark");

    [Fact]
    public async Task An_older_copy_is_refused_unchanged_and_the_message_names_both_remedies()
    {
        await RestoreOlderCopyAsync();
        var before = Content();

        using var broker = Process();
        var (exitCode, _, error) = await broker.WaitAsync();

        exitCode.ShouldBe(65, error);
        var line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        line.ShouldContain("is older than the one last in use");
        line.ShouldContain("--accept-rollback");
        line.ShouldContain($"Vault__AcceptRollback={Code()}");
        Content().ShouldBe(before);
    }

    [LongFact]
    public async Task The_setting_accepts_the_copy_permanently()
    {
        await RestoreOlderCopyAsync();

        using (var accepting = Process("--accept-rollback", $"--urls=http://127.0.0.1:{Port}"))
        {
            await accepting.WaitUntilAnsweringAsync(Port);
            accepting.Terminate();
            (await accepting.WaitAsync()).ExitCode.ShouldBe(0);
        }

        await RestartAsync();
        await _browser.GetAsync("/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_replaced_token_is_not_sent_and_its_connection_shows_the_reason()
    {
        await _broker.PutAsync("faults", new { rotation = true });
        await RestoreOlderCopyAsync();

        await RestartAsync(Code());

        using var again = await _broker.SignedInElsewhereAsync("dora", "deezer", _browser);
        await StateShouldBeAsync(again, "spotify", "reauthorization_required", "lost_in_flight");
        await StateShouldBeAsync(again, "deezer", "active", null);
        _broker.Clock.Advance(PastTheHour);
        var page = await again.GetAsync(OnePlaylist);
        page.GetProperty("sources")[1].GetProperty("status").GetString().ShouldBe("ok");
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1, "one before the restore, and none after it");
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);

        await again.SignInAsync("spotify", "dora");
        _broker.Clock.Advance(PastTheHour);
        (await again.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
    }

    [Fact]
    public async Task The_keys_of_an_accepted_copy_end_because_some_can_be_revoked_since()
    {
        var key = await _browser.NewKeyAsync(["library:read"]);
        await RestoreOlderCopyAsync();
        _broker.Database.Count("api_keys").ShouldBe(1, "the copy has the key");

        await RestartAsync(Code());

        using var later = _browser.NewApp(key);
        (await later.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_was_not_replaced_stays_active()
    {
        await RestoreOlderCopyAsync();

        await RestartAsync(Code());

        using var again = await _broker.SignedInElsewhereAsync("dora", "deezer", _browser);
        await StateShouldBeAsync(again, "spotify", "active", null);
        _broker.Clock.Advance(PastTheHour);
        (await again.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_was_removed_since_the_copy_stays_removed()
    {
        await RestoreOlderCopyAsync(async () => (await _browser.SendAsync(
            HttpMethod.Delete, "/me/connections/spotify")).StatusCode.ShouldBe(HttpStatusCode.NoContent));

        await RestartAsync(Code());

        using var again = await _broker.SignedInElsewhereAsync("dora", "deezer", _browser);
        (await again.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
        _broker.Database.Count("grants").ShouldBe(1);
    }

    [Fact]
    public async Task The_setting_accepts_a_copy_once_and_the_same_copy_is_detected_again()
    {
        await RestoreOlderCopyAsync();
        var code = Code();
        await RestartAsync(code);
        await RestartAsync(code);
        await _broker.StopAsync();
        Restore();

        using var broker = Process($"--Vault:AcceptRollback={code}");

        (await broker.WaitAsync()).ExitCode.ShouldBe(65);
        Code().ShouldNotBe(code);
    }

    [Fact]
    public async Task A_record_behind_the_database_raises_no_alarm()
    {
        var older = await File.ReadAllBytesAsync(RecordFile);
        _broker.Clock.Advance(PastTheHour);
        await _browser.GetAsync(OnePlaylist);
        await _broker.StopAsync();
        await File.WriteAllBytesAsync(RecordFile, older);

        await RestartAsync();

        (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Log.Errors.ShouldBeEmpty();
        RecordHeader().ShouldNotBe(System.Text.Encoding.ASCII.GetString(older).Split('\n')[0]);
    }

    [Fact]
    public async Task A_folder_that_cannot_contain_the_record_causes_one_warning()
    {
        const string nowhere = "/proc/musicauth.mark";
        await _broker.RestartAsync(new Dictionary<string, string?> { ["Vault:MarkFile"] = nowhere });
        using var browser = _broker.NewBrowser(_browser);
        for (var i = 0; i < 3; i++)
        {
            _broker.Clock.Advance(PastTheHour);
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        }

        await _broker.Services.GetRequiredService<RollbackRecordWriter>().WriteAsync(CancellationToken.None);
        _broker.Log.All.Count(entry => entry.Contains("cannot write the rollback record")).ShouldBe(1);
    }

    [Fact]
    public async Task The_record_is_written_after_a_change_and_contains_no_token()
    {
        var before = RecordHeader();
        _broker.Clock.Advance(PastTheHour);
        await _browser.GetAsync(OnePlaylist);

        await Eventually.IsTrueAsync(() => RecordHeader() != before);

        File.GetUnixFileMode(RecordFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllLinesAsync(RecordFile)).ShouldAllBe(line => line.Length < 80);
    }

    private static int Port { get; } = FreePort.Take();

    /// <summary>Copies the database, lets the broker change it, and restores the copy.</summary>
    private async Task RestoreOlderCopyAsync(Func<Task>? meanwhile = null)
    {
        foreach (var table in Tables)
            _broker.Database.Execute($"CREATE TABLE before_{table} AS SELECT * FROM {table}");
        if (meanwhile is null)
        {
            _broker.Clock.Advance(PastTheHour);
            (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        }
        else
            await meanwhile();

        await _broker.StopAsync();
        Restore();
    }

    private void Restore()
    {
        foreach (var table in Tables.Reverse())
            _broker.Database.Execute($"DELETE FROM {table}");
        foreach (var table in Tables)
            _broker.Database.Execute($"INSERT INTO {table} SELECT * FROM before_{table}");
    }

    private async Task RestartAsync(string? accept = null)
    {
        await _broker.RestartAsync(new Dictionary<string, string?> { ["Vault:AcceptRollback"] = accept ?? "" });
        var again = _broker.NewBrowser(_browser);
        _browser.Dispose();
        _browser = again;
    }

    private BrokerProcess Process(params string[] arguments) => new(
        [$"--DataDirectory={_broker.DataDirectory}",
            .. _broker.DatabaseSettings.Select(setting => $"--{setting.Key}={setting.Value}"),
            .. arguments]);

    /// <summary>The code in the refusal, which accepts this rollback.</summary>
    private string Code()
    {
        var row = _broker.Database.Scalar("SELECT CAST(epoch AS text) || '.' || CAST(commits AS text) FROM meta");
        var header = RecordHeader().Split(' ');
        return $"{row}-{header[2]}.{header[3]}";
    }

    private string RecordHeader() => File.ReadLines(RecordFile).First();

    private string Content() => string.Join('\n', Tables.Select(table =>
        _broker.Database.Scalar($"SELECT count(*) FROM {table}") + table)) + Code();

    private static async Task StateShouldBeAsync(Browser browser, string provider, string state, string? reason)
    {
        var connection = (await browser.GetAsync("/me/connections")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("provider").GetString() == provider);
        connection.GetProperty("state").GetString().ShouldBe(state);
        connection.GetProperty("reason").GetString().ShouldBe(reason);
    }
}
