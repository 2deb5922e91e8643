using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R1, R3, R4: what several processes on one database leave and find before an exchange.</summary>
public sealed class LeaseAcquisitionTests : SingleGrantTest
{
    private readonly LeaseOwner _ours = new();
    private readonly LeaseOwner _theirs = new();

    protected override TimeSpan ConsentAge => CustodyUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task An_intent_says_whose_token_of_which_generation_leaves_when()
    {
        await AcquiredAsync(_ours);

        Custody.Database.Scalar("SELECT count(*) FROM refresh_intents WHERE generation = 1 AND started_at = "
            + $"{Custody.Clock.GetUtcNow().ToUnixTimeMilliseconds()} AND owner = {Sql(_ours.Id)}").ShouldBe(1L);
        ((byte[])Custody.Database.Scalar("SELECT token_fingerprint FROM refresh_intents")!)
            .ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh first")));
    }

    [Fact]
    public async Task An_intent_of_an_older_generation_is_no_doubt()
    {
        await AcquiredAsync(_theirs);
        Custody.Database.Execute("DELETE FROM refresh_claims; UPDATE refresh_intents SET generation = 0");

        (await AcquiredAsync(_ours)).IsIndeterminate.ShouldBeFalse();

        Custody.Database.Scalar("SELECT generation FROM refresh_intents").ShouldBe(1L);
    }

    [Fact]
    public async Task Another_instance_in_doubt_gets_time_to_come_back_and_not_for_ever()
    {
        await AcquiredAsync(_theirs);
        Custody.Database.Execute("DELETE FROM refresh_claims");

        (await AcquiredAsync(_ours, isPatient: true)).IsIndeterminate.ShouldBeTrue("it is our own instance's");

        Custody.Database.Execute(
            $"DELETE FROM refresh_claims; UPDATE refresh_intents SET instance_id = {Sql(Guid.NewGuid())}");
        (await AcquireAsync(_ours, isPatient: true)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();
        LeaseCount.ShouldBe(0);
        (await AcquiredAsync(_ours, isPatient: false)).IsIndeterminate.ShouldBeTrue();
    }

    [Fact]
    public async Task A_claim_of_our_own_is_no_obstacle_to_us()
    {
        await AcquiredAsync(_ours);

        await AcquiredAsync(_ours);
        (await AcquireAsync(_theirs)).ShouldBeOfType<LeaseAttempt.HeldElsewhere>();
    }

    [Fact]
    public async Task A_pause_that_is_over_is_none()
    {
        Pause(Custody.Clock.GetUtcNow());
        await AcquiredAsync(_ours);

        var until = Custody.Clock.GetUtcNow().AddMilliseconds(1);
        Pause(until);
        (await AcquireAsync(_ours)).ShouldBe(new LeaseAttempt.Suspended(until));

        void Pause(DateTimeOffset until) => Custody.Database.Execute(
            "INSERT OR REPLACE INTO refresh_pauses (provider, until) VALUES "
            + $"('spotify', {until.ToUnixTimeMilliseconds()})");
    }

    [Fact]
    public async Task A_pause_of_another_provider_is_none()
    {
        Custody.Database.Execute("INSERT INTO refresh_pauses (provider, until) VALUES ('deezer', 9000000000000)");

        await AcquiredAsync(_ours);
    }

    [Fact]
    public async Task What_is_gone_is_gone_and_leaves_no_claim()
    {
        await Custody.EraseAsync(Grant);

        (await AcquireAsync(_ours)).ShouldBeOfType<LeaseAttempt.NotFound>();

        LeaseCount.ShouldBe(0);
    }

    [Fact]
    public async Task Another_try_of_a_dead_grant_is_used_up_by_its_beginning()
    {
        Custody.Database.Execute("UPDATE grants SET state = 'ReauthorizationRequired', retry_at = 0");

        await AcquiredAsync(_ours, cause: RefreshReason.InvalidGrantRetry);

        (await Custody.FindAsync(Grant))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_frees_the_claims_of_its_instances_earlier_run_and_no_others()
    {
        await AcquiredAsync(_theirs);
        var another = await Custody.ConsentAsync();
        await AcquiredAsync(_ours, cause: RefreshReason.Background, of: another);
        var elsewhere = Sql(Guid.NewGuid());
        Custody.Database.Execute(
            $"INSERT INTO refresh_claims VALUES ({elsewhere}, {elsewhere}, {elsewhere}, 9000000000000)");

        await Custody.UseElsewhereAsync(_ours, store => store.ReleaseEarlierLeasesAsync(default));

        LeaseCount.ShouldBe(2);
        Convert.ToInt32(Custody.Database.Scalar(
            $"SELECT count(*) FROM refresh_claims WHERE owner = {Sql(_theirs.Id)}")).ShouldBe(0);
    }

    [Fact]
    public async Task In_doubt_is_what_a_dead_owner_began()
    {
        await AcquiredAsync(_theirs);
        (await InDoubtAsync(_ours)).ShouldBeEmpty("its claim holds");

        Custody.Database.Execute("UPDATE refresh_claims SET lease_until = 0");
        (await InDoubtAsync(_ours)).ShouldBe([Grant.Id]);
        (await InDoubtAsync(_theirs)).ShouldBeEmpty("it is ours, and we are not dead");

        Custody.Database.Execute("DELETE FROM refresh_claims");
        (await InDoubtAsync(_ours)).ShouldBe([Grant.Id]);
    }

    [Fact]
    public async Task What_is_still_in_doubt_is_not_forgotten()
    {
        await AcquiredAsync(_theirs);

        await Custody.UseElsewhereAsync(_ours, store => store.RemoveObsoleteIntentAsync(Grant.Id, default));

        IntentCount.ShouldBe(1);
    }

    private Task<List<Guid>> InDoubtAsync(LeaseOwner owner) =>
        Custody.UseElsewhereAsync(owner, store => store.ListIndeterminateAsync(CancellationToken.None));
}
