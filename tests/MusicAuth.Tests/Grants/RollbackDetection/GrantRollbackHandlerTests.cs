using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15: what becomes of each grant of an older copy, by what is known of the newer one.</summary>
public sealed class GrantRollbackHandlerTests : CustodyTest
{
    [Fact]
    public async Task Whose_token_is_the_same_goes_on()
    {
        var grant = await Custody.ConsentAsync();

        await HandleAsync((grant, RollbackRecord.ShortenFingerprint(grant.RefreshFingerprint)));

        (await StateOfAsync(grant)).ShouldBe((GrantState.Active, null, null));
        Intents.ShouldBe(0);
        Told(kept: 1);
    }

    [Fact]
    public async Task Whose_token_was_replaced_since_needs_a_sign_in_and_nothing_is_sent()
    {
        var grant = await Custody.ConsentAsync();

        await HandleAsync((grant, "0123456789abcdef"));

        (await StateOfAsync(grant)).ShouldBe((
            GrantState.ReauthorizationRequired, ReauthorizationReason.LostInFlight, Custody.Clock.GetUtcNow()));
        Told(replaced: 1);
    }

    [Fact]
    public async Task What_was_disconnected_since_is_erased_with_its_intent()
    {
        var (grant, other) = (await Custody.ConsentAsync(), await Custody.ConsentAsync());
        await WithoutMarkAsync();
        Intents.ShouldBe(2);

        await HandleAsync((other, RollbackRecord.ShortenFingerprint(other.RefreshFingerprint)));

        (await Custody.FindAsync(grant)).ShouldBeNull();
        (await Custody.FindAsync(other)).ShouldNotBeNull();
        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task Of_which_nothing_is_known_is_tried_once_and_called_lost_if_refused()
    {
        var (known, unknown) = (await Custody.ConsentAsync(), await Custody.ConsentAsync());
        // An exchange that was cut short before the copy was made says nothing of what came after it.
        await HandleAsync((known, ""), (unknown, ""));
        Intents.ShouldBe(2);
        Custody.Database.Execute("UPDATE refresh_intents SET generation = 0");

        await HandleAsync((known, RollbackRecord.ShortenFingerprint(known.RefreshFingerprint)), (unknown, ""));

        Told(kept: 1, inDoubt: 1);
        ((byte[])Custody.Database.Scalar("SELECT token_fingerprint FROM refresh_intents WHERE grant_id = "
            + Sql(unknown.Id))!).ShouldBe(unknown.RefreshFingerprint);
        Custody.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Custody.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);
        Custody.Spotify.Sent.Count.ShouldBe(1);
        (await StateOfAsync(unknown)).Reason.ShouldBe(ReauthorizationReason.LostInFlight);
        (await StateOfAsync(known)).State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task Without_a_mark_all_are_tried_that_can_be_refreshed()
    {
        await Custody.ConsentAsync();
        await Custody.ConsentAsync(refreshToken: false);
        var dead = await Custody.ConsentAsync();
        Custody.Database.Execute(
            $"UPDATE grants SET state = 'ReauthorizationRequired' WHERE id = {Sql(dead.Id)}");

        await WithoutMarkAsync();

        Told(kept: 2, inDoubt: 1);
        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_of_before_there_were_fingerprints_is_in_doubt()
    {
        var grant = await Custody.ConsentAsync();
        Custody.Database.Execute("UPDATE grants SET refresh_fingerprint = NULL");

        await HandleAsync((grant, "0123456789abcdef"));

        Told(inDoubt: 1);
        ((byte[])Custody.Database.Scalar("SELECT token_fingerprint FROM refresh_intents")!).ShouldBeEmpty();
    }

    private int Intents => Custody.Database.Count("refresh_intents");

    private Task HandleAsync(params (Grant Grant, string Token)[] newer) => HandleAsync(new RollbackRecord(
        Guid.NewGuid(), 1, 1, newer.ToDictionary(one => one.Grant.Id, one => one.Token)));

    private Task WithoutMarkAsync() => HandleAsync((RollbackRecord?)null);

    private Task HandleAsync(RollbackRecord? newer) => Custody.UseAsync(async (MusicAuthDb db) =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Custody.Get<IRollbackHandler>().HandleAsync(db, newer, TestContext.Current.CancellationToken);
        await transaction.CommitAsync();
    });

    private async Task<(GrantState State, ReauthorizationReason? Reason, DateTimeOffset? At)> StateOfAsync(Grant grant)
    {
        var row = (await Custody.FindAsync(grant))!;
        return (row.State, row.Reason, row.InvalidatedAt);
    }

    private void Told(int kept = 0, int replaced = 0, int erased = 0, int inDoubt = 0) => Custody.Log.ShouldContain(
        $"Warning: Connections of the older copy: {kept} stay active, {replaced} need a new sign-in because their "
        + $"tokens were replaced, {erased} were disconnected and are erased, {inDoubt} are tried once");
}
