using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R1, R3, R4: leases and intents of several processes on one database.</summary>
public sealed class LeaseAcquisitionTests : SingleGrantTest
{
    private readonly LeaseOwner _ours = new();
    private readonly LeaseOwner _theirs = new();

    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task An_intent_holds_the_fingerprint_the_generation_and_the_time()
    {
        await AcquiredAsync(_ours);

        Grants.Database.Scalar("SELECT count(*) FROM refresh_intents WHERE generation = 1 AND started_at = "
            + $"{Grants.Clock.GetUtcNow().ToUnixTimeMilliseconds()} AND owner = {Sql(_ours.Id)}").ShouldBe(1L);
        ((byte[])Grants.Database.Scalar("SELECT token_fingerprint FROM refresh_intents")!)
            .ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh first")));
    }

    [Fact]
    public async Task An_intent_of_an_older_generation_is_not_indeterminate()
    {
        await AcquiredAsync(_theirs);
        Grants.Database.Execute("DELETE FROM refresh_claims; UPDATE refresh_intents SET generation = 0");

        (await AcquiredAsync(_ours)).IsIndeterminate.ShouldBeFalse();

        Grants.Database.Scalar("SELECT generation FROM refresh_intents").ShouldBe(1L);
    }

    [Fact]
    public async Task Another_instance_with_an_indeterminate_exchange_gets_limited_time_to_return()
    {
        await AcquiredAsync(_theirs);
        Grants.Database.Execute("DELETE FROM refresh_claims");

        (await AcquiredAsync(_ours, isWithinHeadStart: true)).IsIndeterminate
            .ShouldBeTrue("the intent is of this instance");

        Grants.Database.Execute(
            $"DELETE FROM refresh_claims; UPDATE refresh_intents SET instance_id = {Sql(Guid.NewGuid())}");
        (await AcquireAsync(_ours, isWithinHeadStart: true)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();
        LeaseCount.ShouldBe(0);
        (await AcquiredAsync(_ours, isWithinHeadStart: false)).IsIndeterminate.ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_can_take_its_own_lease_again()
    {
        await AcquiredAsync(_ours);

        await AcquiredAsync(_ours);
        (await AcquireAsync(_theirs)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();
    }

    [Fact]
    public async Task A_suspension_ends_at_its_time()
    {
        Suspend(Grants.Clock.GetUtcNow());
        await AcquiredAsync(_ours);

        var until = Grants.Clock.GetUtcNow().AddMilliseconds(1);
        Suspend(until);
        (await AcquireAsync(_ours)).ShouldBe(new LeaseAttempt.Suspended(until));
    }

    [Fact]
    public async Task A_suspension_from_a_clock_that_was_ahead_does_not_count()
    {
        var longest = Grants.Clock.GetUtcNow() + RefreshSuspension.Length;
        Suspend(longest);
        (await AcquireAsync(_ours)).ShouldBe(new LeaseAttempt.Suspended(longest));

        Suspend(longest.AddYears(1));
        await AcquiredAsync(_ours);
    }

    [Fact]
    public async Task A_suspension_of_another_provider_does_not_count()
    {
        Suspend(Grants.Clock.GetUtcNow() + RefreshSuspension.Length, "deezer");

        await AcquiredAsync(_ours);
    }

    [Fact]
    public async Task An_erased_grant_is_not_found_and_leaves_no_lease()
    {
        await Grants.EraseAsync(Grant);

        (await AcquireAsync(_ours)).ShouldBeOfType<LeaseAttempt.NotFound>();

        LeaseCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_retry_of_an_invalid_grant_is_no_longer_scheduled_when_it_begins()
    {
        Grants.Database.Execute("UPDATE grants SET state = 'ReauthorizationRequired', retry_at = 0");

        await AcquiredAsync(_ours, cause: RefreshReason.InvalidGrantRetry);

        (await Grants.FindAsync(Grant))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_releases_only_the_leases_of_an_earlier_run_of_its_instance()
    {
        await AcquiredAsync(_theirs);
        var another = await Grants.ConsentAsync();
        await AcquiredAsync(_ours, cause: RefreshReason.Background, of: another);
        var elsewhere = Sql(Guid.NewGuid());
        Grants.Database.Execute(
            $"INSERT INTO refresh_claims VALUES ({elsewhere}, {elsewhere}, {elsewhere}, 9000000000000)");

        await Interrupted(_ours).ReleaseEarlierLeasesAsync(CancellationToken.None);

        LeaseCount.ShouldBe(2);
        Convert.ToInt32(Grants.Database.Scalar(
            $"SELECT count(*) FROM refresh_claims WHERE owner = {Sql(_theirs.Id)}")).ShouldBe(0);
    }

    [Fact]
    public async Task An_exchange_of_an_ended_process_is_indeterminate()
    {
        await AcquiredAsync(_theirs);
        (await ListIndeterminateAsync(_ours)).ShouldBeEmpty("the lease of the owner is still valid");

        Grants.Database.Execute("UPDATE refresh_claims SET lease_until = 0");
        (await ListIndeterminateAsync(_ours)).ShouldBe([Grant.Id]);
        (await ListIndeterminateAsync(_theirs)).ShouldBeEmpty("an exchange of this owner can still be running");

        Grants.Database.Execute("DELETE FROM refresh_claims");
        (await ListIndeterminateAsync(_ours)).ShouldBe([Grant.Id]);
    }

    [Fact]
    public async Task An_indeterminate_intent_is_not_removed()
    {
        await AcquiredAsync(_theirs);

        await Grants.UseElsewhereAsync(_ours, store => store.RemoveObsoleteIntentAsync(Grant.Id, default));

        IntentCount.ShouldBe(1);
    }

    private void Suspend(DateTimeOffset until, string provider = "spotify") => Grants.Database.Execute(
        "INSERT OR REPLACE INTO refresh_pauses (provider, until) VALUES "
        + $"('{provider}', {until.ToUnixTimeMilliseconds()})");

    private Task<List<Guid>> ListIndeterminateAsync(LeaseOwner owner) =>
        Interrupted(owner).ListIndeterminateAsync(CancellationToken.None);

    private InterruptedRefreshes Interrupted(LeaseOwner owner) =>
        ActivatorUtilities.CreateInstance<InterruptedRefreshes>(Grants.Get<IServiceProvider>(), owner);
}
