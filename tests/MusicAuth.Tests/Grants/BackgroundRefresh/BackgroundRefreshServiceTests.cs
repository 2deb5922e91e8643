using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.BackgroundRefresh;

/// <summary>Refreshes without a request.</summary>
public sealed class BackgroundRefreshServiceTests : GrantsTest
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task An_indeterminate_exchange_of_an_ended_process_is_tried_once_and_closed()
    {
        var grant = await Grants.ConsentAsync();
        await LeaveIndeterminateAsync(grant);

        await RefreshDueAsync();

        Grants.Spotify.Sent.ShouldBe(["refresh first"]);
        Intents.ShouldBe(0);
        await RefreshDueAsync();
        Grants.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_leased_or_own_exchange_is_not_indeterminate()
    {
        var (claimed, ours) = (await Grants.ConsentAsync(), await Grants.ConsentAsync());
        await BeginElsewhereAsync(claimed);
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: true));
        await Grants.RefreshAsync(ours, new RefreshRequest(RefreshReason.AccessTokenRefused, ours.Generation));

        await RefreshDueAsync();

        Grants.Spotify.Sent.Count.ShouldBe(1);
        Intents.ShouldBe(2);
    }

    [Fact]
    public async Task Intents_of_erased_invalid_or_newer_grants_are_removed_and_no_token_is_sent()
    {
        var erased = await Grants.ConsentAsync();
        var invalid = await Grants.ConsentAsync();
        var newer = await Grants.ConsentAsync();
        foreach (var grant in new[] { erased, invalid, newer })
            await LeaveIndeterminateAsync(grant);
        Grants.Database.Execute(
            $"""
             PRAGMA foreign_keys=OFF; DELETE FROM grants WHERE id = {Sql(erased.Id)};
             UPDATE grants SET state = 'ReauthorizationRequired' WHERE id = {Sql(invalid.Id)};
             UPDATE refresh_intents SET generation = 0 WHERE grant_id = {Sql(newer.Id)}
             """);

        await RefreshDueAsync();

        Intents.ShouldBe(0);
        Grants.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exchange_without_a_response_stays_indeterminate()
    {
        await LeaveIndeterminateAsync(await Grants.ConsentAsync());
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        await RefreshDueAsync();

        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task A_used_grant_is_refreshed_early_and_once()
    {
        var grant = await Grants.ConsentAsync();
        await Grants.TokenOfAsync(grant);
        await Grants.ConsentAsync();
        Grants.Clock.Advance(TimeSpan.FromMinutes(54.9));
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        await RefreshDueAsync();
        Grants.Clock.Advance(TimeSpan.FromSeconds(4));
        await RefreshDueAsync();

        Grants.Spotify.Sent.ShouldBe(["refresh first"], "no further refresh before the next request");
    }

    [Fact]
    public async Task Three_grants_are_refreshed_concurrently()
    {
        for (var i = 0; i < 10; i++)
            await LeaveIndeterminateAsync(await Grants.ConsentAsync());
        using SemaphoreSlim begun = new(0), released = new(0);
        Grants.Spotify.OnRefresh = async _ =>
        {
            begun.Release();
            await released.WaitAsync();
            return Grants.Spotify.Renewed(1);
        };

        var refreshing = RefreshDueAsync();
        // After three have begun, one ends before the next begins. With a higher limit a fourth would begin at once.
        for (var number = 1; number <= 10; number++)
        {
            (await begun.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
            if (number >= 3)
                released.Release();
        }

        released.Release(2);
        await refreshing;

        (Grants.Spotify.Sent.Count, Grants.Spotify.MaxConcurrent).ShouldBe((10, 3));
    }

    [Fact]
    public async Task A_failure_of_one_grant_does_not_stop_the_others()
    {
        var (bad, good) = (await Grants.ConsentAsync(), await Grants.ConsentAsync(provider: "deezer"));
        await LeaveIndeterminateAsync(bad);
        await LeaveIndeterminateAsync(good);
        Grants.Spotify.OnRefresh = _ => throw new InvalidOperationException("a defect");

        await RefreshDueAsync();

        Grants.Deezer.Sent.Count.ShouldBe(1);
        Grants.Log.ShouldContain($"Warning: The background refresh of the grant {bad.Id} failed");
    }

    [Fact]
    public async Task The_grants_are_counted_once_a_minute()
    {
        using var grants = Grants.Meter("musicauth.grants");
        using var open = Grants.Meter("musicauth.refresh.intents_open");
        await RefreshDueAsync();
        (Observed(grants), Observed(open)).ShouldBe((0, 0));

        await BeginElsewhereAsync(await Grants.ConsentAsync());
        Grants.Clock.Advance(TimeSpan.FromSeconds(59));
        await RefreshDueAsync();
        (Observed(grants), Observed(open)).ShouldBe((0, 0));
        Grants.Clock.Advance(TimeSpan.FromSeconds(1));
        await RefreshDueAsync();
        (Observed(grants), Observed(open)).ShouldBe((1, 1));
        grants.LastMeasurement!.Tags["state"].ShouldBe("active");

        Grants.Database.Execute("UPDATE grants SET state = 'ReauthorizationRequired'");
        Grants.Clock.Advance(TimeSpan.FromMinutes(1));
        await RefreshDueAsync();
        Observed(grants).ShouldBe(1);
        grants.LastMeasurement!.Tags["state"].ShouldBe("reauthorization_required");
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_the_count_of_the_grants()
    {
        using var grants = Grants.Meter("musicauth.grants");
        Grants.Clock.Jump(TimeSpan.FromDays(365));
        await RefreshDueAsync();
        Grants.Clock.Jump(TimeSpan.FromDays(-365));
        await Grants.ConsentAsync();

        await RefreshDueAsync();

        Observed(grants).ShouldBe(1);
    }

    [Fact]
    public async Task Two_processes_can_test_the_database_at_once()
    {
        var theirs = new RefreshLease { GrantId = Guid.Empty, LeaseUntil = Grants.Clock.GetUtcNow() };
        await Grants.UseAsync(async (MusicAuthDb db) =>
        {
            db.Add(theirs);
            return await db.SaveChangesAsync();
        });

        await Grants.UseAsync((GrantMaintenanceStore store) =>
            store.TestWriteAsync(TestContext.Current.CancellationToken));

        Grants.Database.Count("refresh_claims").ShouldBe(1);
    }

    [Fact]
    public async Task Rounds_run_every_fifteen_seconds_after_the_start_even_after_a_failure()
    {
        using var grants = Grants.Meter("musicauth.grants");
        await LeaveIndeterminateAsync(await Grants.ConsentAsync());
        await Grants.StartHostAsync();
        Grants.Clock.Advance(TimeSpan.FromSeconds(5));
        await SentAsync(1);
        // Counting the grants is the last step of a round.
        await Eventually.IsTrueAsync(() => Observed(grants) == 1);

        await LeaveIndeterminateAsync(await Grants.ConsentAsync());
        Grants.Faults.ShouldFail = sql => sql.Contains("refresh_intents");
        Grants.Clock.Advance(Round);
        await Eventually.IsTrueAsync(() =>
            Grants.Log.Any(entry => entry.Contains("A round of background refreshes failed")));
        Grants.Faults.ShouldFail = null;
        // No round begins without the timer, and the timer fires before an advance returns.
        var fired = 0;
        Grants.Clock.Fired = period => fired += period == Round ? 1 : 0;
        Grants.Clock.Advance(Round - TimeSpan.FromMilliseconds(1));
        (fired, Grants.Spotify.Sent.Count).ShouldBe((0, 1));
        Grants.Clock.Advance(TimeSpan.FromMilliseconds(1));
        fired.ShouldBe(1);
        await SentAsync(2);
    }

    private int Intents => Grants.Database.Count("refresh_intents");

    private static long Observed(MetricCollector<long> gauge)
    {
        gauge.Clear();
        gauge.RecordObservableInstruments();
        return gauge.GetMeasurementSnapshot().Sum(one => one.Value);
    }

    private Task<LeaseAttempt> BeginElsewhereAsync(Grant grant, LeaseOwner? owner = null) =>
        Grants.UseElsewhereAsync(owner ?? new LeaseOwner(), store => store.AcquireAsync(
            grant.Id, TimeSpan.FromMinutes(1), isWithinHeadStart: false,
            (row, _) => Grants.Get<GrantStatus>().DecryptIfDue(
                row, new RefreshRequest(RefreshReason.AccessTokenRefused, row.Generation), isIndeterminate: false),
            CancellationToken.None));

    private Task RefreshDueAsync() =>
        Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);

    private Task SentAsync(int count) => Eventually.IsTrueAsync(() => Grants.Spotify.Sent.Count == count);

    private async Task LeaveIndeterminateAsync(Grant grant)
    {
        (await BeginElsewhereAsync(grant)).ShouldBeOfType<LeaseAttempt.Acquired>();
        Grants.Database.Execute("DELETE FROM refresh_claims");
    }
}
