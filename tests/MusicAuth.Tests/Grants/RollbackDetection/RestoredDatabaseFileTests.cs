using System.Net;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15, R22: files of a SQLite database that were lost, moved or restored.</summary>
public sealed class RestoredDatabaseFileTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(5);
    private Broker _broker = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(sandbox: clock => new SandboxOptions
        {
            TimeProvider = clock,
            DeezerQuota = false,
            Rotation = true,
        });
        _browser = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    private string DatabaseFile => Path.Combine(_broker.DataDirectory, "musicauth.db");

    [Fact]
    public async Task A_lost_write_ahead_log_is_detected()
    {
        // The stop writes the write-ahead log into the database file.
        await _broker.RestartAsync();
        using var browser = _broker.NewBrowser(_browser);
        _broker.Clock.Advance(PastTheHour);
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        // Before the next checkpoint the refresh is only in the log.
        var withoutLog = ReadShared(DatabaseFile);
        await _broker.StopAsync();
        var whole = await File.ReadAllBytesAsync(DatabaseFile);
        withoutLog.ShouldNotBe(whole);
        await File.WriteAllBytesAsync(DatabaseFile, withoutLog);

        await ShouldBeRefusedAsync("the -wal file is lost");

        (await File.ReadAllBytesAsync(DatabaseFile)).ShouldBe(withoutLog);
        await File.WriteAllBytesAsync(DatabaseFile, whole);
        await _broker.RestartAsync();
        using var later = _broker.NewBrowser(_browser);
        await NothingIsLostAsync(later);
    }

    [LongFact]
    public async Task A_missing_database_is_not_created_again_without_the_setting()
    {
        await _broker.StopAsync();
        Directory.GetFiles(_broker.DataDirectory, "musicauth.db*").ToList().ForEach(File.Delete);

        await ShouldBeRefusedAsync("is missing or empty, but the rollback counter");

        File.Exists(DatabaseFile).ShouldBeFalse();
        var port = FreePort.Take();
        using var restarted = new BrokerProcess(
            $"--DataDirectory={_broker.DataDirectory}", "--accept-rollback", $"--urls=http://127.0.0.1:{port}");
        await restarted.WaitUntilAnsweringAsync(port);
        File.Exists(DatabaseFile).ShouldBeTrue();
    }

    [Fact]
    public async Task On_another_host_all_sessions_have_ended_and_each_connection_is_tried_once()
    {
        _broker.ExpectedReuse = 1;
        await _broker.StopAsync();
        var backup = await File.ReadAllBytesAsync(DatabaseFile);
        await _broker.RestartAsync();
        using (var browser = _broker.NewBrowser(_browser))
        {
            _broker.Clock.Advance(PastTheHour);
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        }

        await _broker.StopAsync();
        // The other host has only the backup and the master key.
        await File.WriteAllBytesAsync(DatabaseFile, backup);
        File.Delete(Path.Combine(_broker.DataDirectory, "master.key.mark"));

        await _broker.RestartAsync();

        using var later = _broker.NewBrowser(_browser);
        await later.GetAsync("/me", HttpStatusCode.Unauthorized);
        _broker.Clock.Advance(FirstRound);
        await Eventually.IsTrueAsync(() => _broker.Database.Count("refresh_intents") == 0);
        _broker.Database.Scalar("SELECT reason FROM grants").ShouldBe("LostInFlight");
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(1, "one try, because there is no rollback record");
        await _broker.RestartAsync();
        _broker.Clock.Advance(FirstRound);
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(1);
    }

    [Fact]
    public async Task A_move_with_all_files_keeps_all_sessions_and_connections()
    {
        await _broker.RestartAsync();

        using var later = _broker.NewBrowser(_browser);
        await NothingIsLostAsync(later);
    }

    [Fact]
    public async Task A_database_copy_restored_under_a_running_broker_is_reported_at_once()
    {
        _broker.Clock.Advance(PastTheHour);
        (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Database.Execute("UPDATE meta SET commits = 0");

        await Eventually.IsTrueAsync(() => _broker.Log.Errors.Any(entry => entry.Contains("went back")));
    }

    private async Task ShouldBeRefusedAsync(string message)
    {
        using var broker = new BrokerProcess($"--DataDirectory={_broker.DataDirectory}");
        var (exitCode, _, error) = await broker.WaitAsync();
        exitCode.ShouldBe(65, error);
        error.ShouldContain(message);
        error.ShouldContain("--accept-rollback");
    }

    private async Task NothingIsLostAsync(Browser browser)
    {
        _broker.Clock.Advance(PastTheHour);
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
