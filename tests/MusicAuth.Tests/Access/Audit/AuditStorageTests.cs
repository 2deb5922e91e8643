using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>Recorded events are written to the database, and deleted from it.</summary>
public abstract class AuditStorageTests(DatabaseKind storage) : SignedInTest(storage, "spotify", "deezer")
{
    [Fact]
    public async Task A_polling_dashboard_makes_one_entry_an_hour()
    {
        var user = await Dora.UserIdAsync();
        for (var minute = 0; minute < 180; minute++)
        {
            Broker.AuditLog().Record(AuditTestExtensions.Use(user, "dashboard"));
            await Broker.FlushAsync();
            Broker.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Broker.Database.Count("activity WHERE caller_id = 'dashboard'").ShouldBeInRange(3, 4);
        Counted("dashboard").ShouldBe(180);
    }

    [Fact]
    public async Task Five_hundred_concurrent_requests_during_a_write_are_all_counted()
    {
        var user = await Dora.UserIdAsync();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(async () =>
        {
            Broker.AuditLog().Record(AuditTestExtensions.Use(user, "busy", $"10.0.{number % 3}.0/24"));
            if (number % 50 == 0) await Broker.FlushAsync();
        })));
        await Broker.FlushAsync();

        Counted("busy").ShouldBe(500);
        Broker.Database.Count("activity WHERE caller_id = 'busy'").ShouldBeInRange(3, 6);
    }

    [Fact]
    public async Task The_writer_writes_within_five_seconds()
    {
        await Dora.GetAsync("/me/playlists?limit=1");

        await UntilAsync(async () => (await Dora.AuditEntriesAsync("?kind=read")).Length == 2);
    }

    [Fact]
    public async Task The_shutdown_writes_pending_events()
    {
        await Dora.GetAsync("/me/playlists?limit=1");

        await Broker.RestartAsync();

        using var later = Broker.NewBrowser(Dora);
        (await later.AuditEntriesAsync("?kind=read")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Entries_are_deleted_after_ninety_days()
    {
        var user = await Dora.UserIdAsync();
        await Broker.FlushAsync();
        Broker.Clock.Advance(TimeSpan.FromDays(89));
        for (var number = 0; number < 1200; number++)
            Broker.AuditLog().Record(AuditTestExtensions.Use(user, $"{number}"));
        await Broker.FlushAsync();
        Broker.Database.Count("activity").ShouldBeGreaterThan(1200);

        Broker.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await UntilAsync(() => Task.FromResult(Broker.Database.Count("activity") == 1200));
        Broker.Clock.Advance(TimeSpan.FromDays(90));
        await UntilAsync(() => Task.FromResult(Broker.Database.Count("activity") == 0));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_the_deletion()
    {
        var user = await Dora.UserIdAsync();
        await Broker.FlushAsync();
        Broker.Clock.Jump(TimeSpan.FromDays(365));
        await UntilAsync(() => Task.FromResult(Broker.Database.Count("activity WHERE kind = 'SignedIn'") == 0));

        Broker.Clock.Jump(TimeSpan.FromDays(-365));
        Broker.AuditLog().Record(AuditTestExtensions.Use(user, "old"));
        await Broker.FlushAsync();
        Broker.Database.Execute("UPDATE activity SET last_at = 0 WHERE caller_id = 'old'").ShouldBe(1);

        await UntilAsync(() => Task.FromResult(Broker.Database.Count("activity WHERE caller_id = 'old'") == 0));
    }

    [Fact]
    public async Task Entries_of_a_removed_user_keep_only_the_events()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["library:read"]));
        await app.AskAsync("/me/playlists?limit=1", from: "198.51.100.9");
        await Broker.FlushAsync();
        await app.AskAsync("/me/flow", from: "198.51.100.9");

        using var deletion = await Dora.SendAsync(HttpMethod.Delete, "/me");
        deletion.IsSuccessStatusCode.ShouldBeTrue();
        // The flow was recorded before the removal of the user, and is written after it.
        await Broker.FlushAsync();

        Broker.Database.Count("activity WHERE data = 'flow'").ShouldBe(1);
        Broker.Database.Count("activity WHERE kind = 'SignedIn'").ShouldBe(2);
        Broker.Database.Count("activity WHERE kind = 'KeyCreated' AND data IS NULL").ShouldBe(1);
        Broker.Database.Count(
            """
            activity WHERE user_id IS NOT NULL OR caller_id IS NOT NULL OR caller_name IS NOT NULL
                OR address IS NOT NULL
            """).ShouldBe(0);
    }

    [Fact]
    public async Task An_event_that_the_database_refuses_does_not_block_others()
    {
        var user = await Dora.UserIdAsync();
        // A constraint that refuses one of the three callers.
        Broker.Database.Execute(Storage == DatabaseKind.Sqlite
            ? """
              CREATE TRIGGER picky BEFORE INSERT ON activity WHEN NEW.caller_id = 'poison'
              BEGIN SELECT RAISE(ABORT, 'no'); END
              """
            : "ALTER TABLE activity ADD CONSTRAINT picky CHECK (caller_id <> 'poison')");
        foreach (var key in new[] { "first", "poison", "last" })
            Broker.AuditLog().Record(AuditTestExtensions.Use(user, key));

        (await Broker.FlushAsync()).ShouldBeTrue();

        (Counted("first"), Counted("poison"), Counted("last")).ShouldBe((1, 0, 1));
        Broker.Log.All.ShouldContain(entry => entry.Contains("refuses an audit event"));
    }

    private long Counted(string caller) => Convert.ToInt64(
        Broker.Database.Scalar($"SELECT coalesce(sum(count), 0) FROM activity WHERE caller_id = '{caller}'"));

    // The clock triggers the writer, which runs in the background.
    private Task UntilAsync(Func<Task<bool>> isSo) =>
        Eventually.IsTrueAsync(isSo, between: () => Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
}
