using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>Recorded events are written to the database, and deleted from it.</summary>
public abstract class AuditStorageTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage);
        _dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    protected Broker Broker => _broker;

    protected Browser Dora => _dora;

    [Fact]
    public async Task A_polling_dashboard_makes_one_entry_an_hour()
    {
        var user = await _dora.UserIdAsync();
        for (var minute = 0; minute < 180; minute++)
        {
            _broker.AuditLog().Record(AuditTestExtensions.Use(user, "dashboard"));
            await _broker.FlushAsync();
            _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        _broker.Database.Count("activity WHERE caller_id = 'dashboard'").ShouldBeInRange(3, 4);
        Counted("dashboard").ShouldBe(180);
    }

    [Fact]
    public async Task Five_hundred_concurrent_requests_during_a_write_are_all_counted()
    {
        var user = await _dora.UserIdAsync();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(async () =>
        {
            _broker.AuditLog().Record(AuditTestExtensions.Use(user, "busy", $"10.0.{number % 3}.0/24"));
            if (number % 50 == 0) await _broker.FlushAsync();
        })));
        await _broker.FlushAsync();

        Counted("busy").ShouldBe(500);
        _broker.Database.Count("activity WHERE caller_id = 'busy'").ShouldBeInRange(3, 6);
    }

    [Fact]
    public async Task The_writer_writes_within_five_seconds()
    {
        await _dora.GetAsync("/me/playlists?limit=1");

        await UntilAsync(async () => (await _dora.AuditEntriesAsync("?kind=read")).Length == 2);
    }

    [Fact]
    public async Task The_shutdown_writes_pending_events()
    {
        await _dora.GetAsync("/me/playlists?limit=1");

        await _broker.RestartAsync();

        using var later = _broker.NewBrowser(_dora);
        (await later.AuditEntriesAsync("?kind=read")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Entries_are_deleted_after_ninety_days()
    {
        var user = await _dora.UserIdAsync();
        await _broker.FlushAsync();
        _broker.Clock.Advance(TimeSpan.FromDays(89));
        for (var number = 0; number < 1200; number++)
            _broker.AuditLog().Record(AuditTestExtensions.Use(user, $"{number}"));
        await _broker.FlushAsync();
        _broker.Database.Count("activity").ShouldBeGreaterThan(1200);

        _broker.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await UntilAsync(() => Task.FromResult(_broker.Database.Count("activity") == 1200));
        _broker.Clock.Advance(TimeSpan.FromDays(90));
        await UntilAsync(() => Task.FromResult(_broker.Database.Count("activity") == 0));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_the_deletion()
    {
        var user = await _dora.UserIdAsync();
        await _broker.FlushAsync();
        _broker.Clock.Jump(TimeSpan.FromDays(365));
        await UntilAsync(() => Task.FromResult(_broker.Database.Count("activity WHERE kind = 'SignedIn'") == 0));

        _broker.Clock.Jump(TimeSpan.FromDays(-365));
        _broker.AuditLog().Record(AuditTestExtensions.Use(user, "old"));
        await _broker.FlushAsync();
        _broker.Database.Execute("UPDATE activity SET last_at = 0 WHERE caller_id = 'old'").ShouldBe(1);

        await UntilAsync(() => Task.FromResult(_broker.Database.Count("activity WHERE caller_id = 'old'") == 0));
    }

    [Fact]
    public async Task Entries_of_a_removed_user_keep_only_the_events()
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync(["library:read"]));
        await app.AskAsync("/me/playlists?limit=1", from: "198.51.100.9");
        await _broker.FlushAsync();
        await app.AskAsync("/me/flow", from: "198.51.100.9");

        using var deletion = await _dora.SendAsync(HttpMethod.Delete, "/me");
        deletion.IsSuccessStatusCode.ShouldBeTrue();
        // The flow was recorded before the removal of the user, and is written after it.
        await _broker.FlushAsync();

        _broker.Database.Count("activity WHERE data = 'flow'").ShouldBe(1);
        _broker.Database.Count("activity WHERE kind = 'SignedIn'").ShouldBe(2);
        _broker.Database.Count("activity WHERE kind = 'KeyCreated' AND data IS NULL").ShouldBe(1);
        _broker.Database.Count(
            """
            activity WHERE user_id IS NOT NULL OR caller_id IS NOT NULL OR caller_name IS NOT NULL
                OR address IS NOT NULL
            """).ShouldBe(0);
    }

    [Fact]
    public async Task An_event_that_the_database_refuses_does_not_block_others()
    {
        var user = await _dora.UserIdAsync();
        // A constraint that refuses one of the three callers.
        _broker.Database.Execute(storage == DatabaseKind.Sqlite
            ? """
              CREATE TRIGGER picky BEFORE INSERT ON activity WHEN NEW.caller_id = 'poison'
              BEGIN SELECT RAISE(ABORT, 'no'); END
              """
            : "ALTER TABLE activity ADD CONSTRAINT picky CHECK (caller_id <> 'poison')");
        foreach (var key in new[] { "first", "poison", "last" })
            _broker.AuditLog().Record(AuditTestExtensions.Use(user, key));

        (await _broker.FlushAsync()).ShouldBeTrue();

        (Counted("first"), Counted("poison"), Counted("last")).ShouldBe((1, 0, 1));
        _broker.Log.All.ShouldContain(entry => entry.Contains("refuses an audit event"));
    }

    private long Counted(string caller) => Convert.ToInt64(
        _broker.Database.Scalar($"SELECT coalesce(sum(count), 0) FROM activity WHERE caller_id = '{caller}'"));

    // The clock triggers the writer, which runs in the background.
    private Task UntilAsync(Func<Task<bool>> isSo) =>
        Eventually.IsTrueAsync(isSo, between: () => _broker.Clock.Advance(TimeSpan.FromSeconds(5)));
}
