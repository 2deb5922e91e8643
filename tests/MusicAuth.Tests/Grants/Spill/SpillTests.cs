using System.Net;
using Microsoft.Data.Sqlite;
using MusicAuth.Sandbox;
using MusicAuth.Tests.Backups;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Spill;

/// <summary>R12, R13: a failing database loses no new tokens and wastes no refresh token.</summary>
public sealed class SpillTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private const string Planted = "planted-in-every-token";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private Broker _broker = null!;
    private Browser _browser = null!;

    // Strict rotation: a lost token set, or a token sent twice, ends the consent.
    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            // A restored backup can contain a lease, whose length follows from this time.
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Upstream:TimeoutSeconds"] = "8" },
            sandbox: clock => new SandboxOptions
            {
                TimeProvider = clock,
                DeezerQuota = false,
                Rotation = true,
                SecretPrefix = Planted,
            });
        _browser = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Callers_are_served_and_the_database_gets_the_tokens_as_soon_as_possible()
    {
        await using (await SpilledAsync())
        {
            (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
            (await _browser.Client.GetAsync("/health/ready")).StatusCode
                .ShouldBe(HttpStatusCode.ServiceUnavailable);
            var connection = (await _browser.GetAsync("/me/connections")).GetProperty("items")[0];
            connection.GetProperty("last_refreshed_at").GetDateTimeOffset()
                .ShouldBe(_broker.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1));
        }

        await ReplayedAsync();
        (await _browser.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await NothingIsLostAsync(_browser);
    }

    [Fact]
    public async Task A_restart_stores_spilled_tokens_before_the_first_request()
    {
        await using (await SpilledAsync())
        {
        }

        await _broker.RestartAsync();

        Files().ShouldBeEmpty();
        using var later = _broker.NewBrowser(_browser);
        await NothingIsLostAsync(later);
    }

    [Fact]
    public async Task Spilled_tokens_are_encrypted_in_a_private_file()
    {
        await using var locked = await SpilledAsync();
        var file = Files().ShouldHaveSingleItem();

        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(file)).ShouldNotContain(Planted);
    }

    [Fact]
    public async Task A_backup_contains_the_spilled_tokens()
    {
        var folder = Directory.CreateTempSubdirectory("musicauth-backup-");
        var key = await _browser.NewKeyAsync(["library:read"]);
        string backup;
        await using (await SpilledAsync())
            backup = await BackupTest.BackUpAsync(_broker, folder.FullName);
        await _broker.StopAsync();
        var elsewhere = Path.Combine(folder.FullName, "elsewhere");
        (await BackupTest.RestoreAsync(backup, elsewhere, _broker.DatabaseSettings)).ExitCode.ShouldBe(0);

        await _broker.RestartAsync(new Dictionary<string, string?> { ["DataDirectory"] = elsewhere });

        using var later = _broker.NewBrowser();
        using var app = later.NewApp(key);
        _broker.Clock.Advance(PastTheHour);
        (await app.GetStringAsync(OnePlaylist)).ShouldContain("\"complete\":true");
        await _broker.StopAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_sign_in_after_the_spill_wins()
    {
        await using (await SpilledAsync())
        {
        }

        using var again = await _broker.SignedInAsync("dora", "spotify");
        var generation = _broker.Database.Scalar("SELECT generation FROM grants");
        await ReplayedAsync();

        _broker.Database.Scalar("SELECT generation FROM grants").ShouldBe(generation);
        await NothingIsLostAsync(again);
    }

    [Fact]
    public async Task A_disconnect_after_the_spill_leaves_no_tokens()
    {
        await using (await SpilledAsync())
        {
        }

        (await _browser.SendAsync(HttpMethod.Delete, "/me/connections/spotify")).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        await ReplayedAsync();

        _broker.Database.Count("grants").ShouldBe(0);
        await _browser.GetAsync(OnePlaylist, HttpStatusCode.NotFound);
    }

    [LongFact]
    public async Task While_the_database_cannot_be_written_no_token_is_sent_and_the_old_one_serves()
    {
        _broker.Clock.Advance(TimeSpan.FromMinutes(57));
        await using (await LockAsync())
        {
            (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
            _broker.Clock.Advance(TimeSpan.FromMinutes(4));
            using var refused = await _browser.Client.GetAsync(OnePlaylist);
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await refused.Content.ReadAsStringAsync()).ShouldContain("\"storage_unavailable\"");
            (await _browser.Client.GetAsync("/health/ready")).StatusCode
                .ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(0);
        (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _browser.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await NothingIsLostAsync(_browser);
    }

    [Fact]
    public async Task An_unreadable_spill_file_does_not_stop_the_start_and_stays()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_broker.DataDirectory, "spill"));
        var file = Path.Combine(folder.FullName, "half.json");
        await File.WriteAllTextAsync(file, "{\"grant_id\":");

        await _broker.RestartAsync();

        File.Exists(file).ShouldBeTrue();
        _broker.Log.Errors.ShouldContain(entry => entry.Contains("half.json"));
        using var later = _broker.NewBrowser(_browser);
        await NothingIsLostAsync(later);
    }

    /// <summary>A refresh whose commit finds the database locked.</summary>
    private async Task<IAsyncDisposable> SpilledAsync()
    {
        await _broker.PutAsync("faults", new
        {
            rotation = true,
            rules = new[] { new { kind = "slow", provider = "spotify", on = "token", delay_ms = 2000, times = 1 } },
        });
        _broker.Clock.Advance(PastTheHour);
        var refreshing = _browser.Client.GetAsync(OnePlaylist);
        await _broker.WaitForHeldResponseAsync();
        var locked = await LockAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));
        await ServedAsync(await refreshing);
        Files().ShouldHaveSingleItem();
        return locked;
    }

    // SQLite waits by the system clock. On a busy machine a call can fail, and the caller repeats it.
    private async Task ServedAsync(HttpResponseMessage answer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (answer.StatusCode is HttpStatusCode.ServiceUnavailable)
        {
            answer.Dispose();
            await Task.Delay(200, patience.Token);
            answer = await _browser.Client.GetAsync(OnePlaylist, patience.Token);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Dispose();
    }

    private async Task<SqliteConnection> LockAsync()
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_broker.DataDirectory, "musicauth.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private Task ReplayedAsync() => Eventually.IsTrueAsync(
        async () => Files().Length == 0 && await IsReadyAsync(),
        between: () => _broker.Clock.Advance(TimeSpan.FromMilliseconds(500)));

    private async Task<bool> IsReadyAsync()
    {
        using var answer = await _browser.Client.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    private async Task NothingIsLostAsync(Browser browser)
    {
        _broker.Clock.Advance(PastTheHour);
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
    }

    private string[] Files() => Directory.GetFiles(Path.Combine(_broker.DataDirectory, "spill"), "*.json");
}
