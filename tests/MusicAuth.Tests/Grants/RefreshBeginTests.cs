using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>R1, R3, R4: what several processes on one database leave and find before an exchange.</summary>
public sealed class RefreshBeginTests : OneGrant
{
    private readonly RefreshOwner _ours = new();
    private readonly RefreshOwner _theirs = new();

    protected override TimeSpan Age => CustodyUnderTest.Life;

    [Fact]
    public async Task An_intent_says_whose_token_of_which_generation_leaves_when()
    {
        await BegunAsync(_ours);

        Custody.Database.Scalar("SELECT count(*) FROM refresh_intents WHERE generation = 1 AND started_at = "
            + $"{Custody.Clock.GetUtcNow().ToUnixTimeMilliseconds()} AND owner = {Sql(_ours.Id)}").ShouldBe(1L);
        ((byte[])Custody.Database.Scalar("SELECT token_fingerprint FROM refresh_intents")!)
            .ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh first")));
    }

    [Fact]
    public async Task An_intent_of_an_older_generation_is_no_doubt()
    {
        await BegunAsync(_theirs);
        Custody.Database.Execute("DELETE FROM refresh_claims; UPDATE refresh_intents SET generation = 0");

        (await BegunAsync(_ours)).InDoubt.ShouldBeFalse();

        Custody.Database.Scalar("SELECT generation FROM refresh_intents").ShouldBe(1L);
    }

    [Fact]
    public async Task Another_instance_in_doubt_gets_time_to_come_back_and_not_for_ever()
    {
        await BegunAsync(_theirs);
        Custody.Database.Execute("DELETE FROM refresh_claims");

        (await BegunAsync(_ours, isPatient: true)).InDoubt.ShouldBeTrue("it is our own instance's");

        Custody.Database.Execute(
            $"DELETE FROM refresh_claims; UPDATE refresh_intents SET instance_id = {Sql(Guid.NewGuid())}");
        (await BeginAsync(_ours, isPatient: true)).ShouldBeOfType<RefreshStart.ClaimedElsewhere>();
        Claims.ShouldBe(0);
        (await BegunAsync(_ours, isPatient: false)).InDoubt.ShouldBeTrue();
    }

    [Fact]
    public async Task A_claim_of_our_own_is_no_obstacle_to_us()
    {
        await BegunAsync(_ours);

        await BegunAsync(_ours);
        (await BeginAsync(_theirs)).ShouldBeOfType<RefreshStart.ClaimedElsewhere>();
    }

    [Fact]
    public async Task A_pause_that_is_over_is_none()
    {
        Pause(Custody.Clock.GetUtcNow());
        await BegunAsync(_ours);

        var until = Custody.Clock.GetUtcNow().AddMilliseconds(1);
        Pause(until);
        (await BeginAsync(_ours)).ShouldBe(new RefreshStart.Paused(until));

        void Pause(DateTimeOffset until) => Custody.Database.Execute(
            "INSERT OR REPLACE INTO refresh_pauses (provider, until) VALUES "
            + $"('spotify', {until.ToUnixTimeMilliseconds()})");
    }

    [Fact]
    public async Task A_pause_of_another_provider_is_none()
    {
        Custody.Database.Execute("INSERT INTO refresh_pauses (provider, until) VALUES ('deezer', 9000000000000)");

        await BegunAsync(_ours);
    }

    [Fact]
    public async Task What_is_gone_is_gone_and_leaves_no_claim()
    {
        await Custody.EraseAsync(Grant);

        (await BeginAsync(_ours)).ShouldBeOfType<RefreshStart.Gone>();

        Claims.ShouldBe(0);
    }

    [Fact]
    public async Task Another_try_of_a_dead_grant_is_used_up_by_its_beginning()
    {
        Custody.Database.Execute("UPDATE grants SET state = 'ReauthorizationRequired', retry_at = 0");

        await BegunAsync(_ours, cause: RefreshCause.Retry);

        (await Custody.FindAsync(Grant))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_frees_the_claims_of_its_instances_earlier_run_and_no_others()
    {
        await BegunAsync(_theirs);
        var another = await Custody.ConsentAsync();
        await BegunAsync(_ours, cause: RefreshCause.Early, of: another);
        var elsewhere = Sql(Guid.NewGuid());
        Custody.Database.Execute(
            $"INSERT INTO refresh_claims VALUES ({elsewhere}, {elsewhere}, {elsewhere}, 9000000000000)");

        await Custody.UseElsewhereAsync(_ours, store => store.FreeEarlierClaimsAsync(default));

        Claims.ShouldBe(2);
        Convert.ToInt32(Custody.Database.Scalar(
            $"SELECT count(*) FROM refresh_claims WHERE owner = {Sql(_theirs.Id)}")).ShouldBe(0);
    }

    [Fact]
    public async Task In_doubt_is_what_a_dead_owner_began()
    {
        await BegunAsync(_theirs);
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
        await BegunAsync(_theirs);

        await Custody.UseElsewhereAsync(_ours, store => store.ForgetAsync(Grant.Id, default));

        Intents.ShouldBe(1);
    }

    private Task<List<Guid>> InDoubtAsync(RefreshOwner owner) =>
        Custody.UseElsewhereAsync(owner, store => store.ListInDoubtAsync(CancellationToken.None));
}
