using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15: each grant of an older copy is handled by the record of the newer database.</summary>
public sealed class GrantRollbackHandlerTests : GrantsTest
{
    private const string Refused =
        "UPDATE grants SET state = 'ReauthorizationRequired', reason = 'Revoked', condemned_at = 0, retry_at = 0";

    [Fact]
    public async Task A_grant_with_the_recorded_token_stays_active()
    {
        var grant = await Grants.ConsentAsync();

        await HandleAsync((grant, RollbackRecord.ShortenFingerprint(grant.RefreshFingerprint)));

        (await StateOfAsync(grant)).ShouldBe((GrantState.Active, null, null));
        Intents.ShouldBe(0);
        ShouldReport(active: 1);
    }

    [Fact]
    public async Task A_grant_whose_token_was_replaced_needs_a_sign_in_and_its_token_is_not_sent()
    {
        var grant = await Grants.ConsentAsync();

        await HandleAsync((grant, "0123456789abcdef"));

        (await StateOfAsync(grant)).ShouldBe((
            GrantState.ReauthorizationRequired, ReauthorizationReason.LostInFlight, Grants.Clock.GetUtcNow()));
        ShouldReport(replaced: 1);
    }

    [Fact]
    public async Task A_replaced_token_of_an_invalid_grant_is_not_sent_by_a_retry_from_before_the_copy()
    {
        var grant = await Grants.ConsentAsync();
        Grants.Database.Execute(Refused);

        await HandleAsync((grant, "0123456789abcdef"));

        ShouldReport(replaced: 1);
        await Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);
        Grants.Spotify.Sent.ShouldBeEmpty("the provider would take the replaced token for a theft");
        (await StateOfAsync(grant)).ShouldBe((
            GrantState.ReauthorizationRequired, ReauthorizationReason.LostInFlight, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task A_replaced_token_is_not_sent_either_after_an_incident_of_the_provider()
    {
        var grant = await Grants.ConsentAsync();
        await HandleAsync((grant, "0123456789abcdef"));

        await Grants.UseAsync((GrantMaintenanceStore store) => store.ScheduleRetriesAsync(
            grant.Provider, since: Grants.Clock.GetUtcNow(), suspendedUntil: null,
            retryAt: Grants.Clock.GetUtcNow(), TestContext.Current.CancellationToken));

        await Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);
        Grants.Spotify.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retry_from_before_the_copy_goes_on_where_the_token_was_not_replaced(bool isRecorded)
    {
        var grant = await Grants.ConsentAsync();
        Grants.Database.Execute(Refused);

        await HandleAsync((grant, isRecorded ? RollbackRecord.ShortenFingerprint(grant.RefreshFingerprint) : ""));

        ShouldReport(active: 1);
        await Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);
        Grants.Spotify.Sent.Count.ShouldBe(1);
        (await StateOfAsync(grant)).State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task A_grant_disconnected_since_the_copy_is_erased_with_its_intent()
    {
        var (grant, other) = (await Grants.ConsentAsync(), await Grants.ConsentAsync());
        await HandleWithoutRecordAsync();
        Intents.ShouldBe(2);

        await HandleAsync((other, RollbackRecord.ShortenFingerprint(other.RefreshFingerprint)));

        (await Grants.FindAsync(grant)).ShouldBeNull();
        (await Grants.FindAsync(other)).ShouldNotBeNull();
        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task A_grant_without_a_record_is_tried_once_and_lost_in_flight_if_refused()
    {
        var (known, unknown) = (await Grants.ConsentAsync(), await Grants.ConsentAsync());
        // An intent of an older generation does not show whether a later exchange happened.
        await HandleAsync((known, ""), (unknown, ""));
        Intents.ShouldBe(2);
        Grants.Database.Execute("UPDATE refresh_intents SET generation = 0");

        await HandleAsync((known, RollbackRecord.ShortenFingerprint(known.RefreshFingerprint)), (unknown, ""));

        ShouldReport(active: 1, indeterminate: 1);
        ((byte[])Grants.Database.Scalar("SELECT token_fingerprint FROM refresh_intents WHERE grant_id = "
            + Sql(unknown.Id))!).ShouldBe(unknown.RefreshFingerprint);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);
        Grants.Spotify.Sent.Count.ShouldBe(1);
        (await StateOfAsync(unknown)).Reason.ShouldBe(ReauthorizationReason.LostInFlight);
        (await StateOfAsync(known)).State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task Without_a_record_each_refreshable_grant_is_tried()
    {
        await Grants.ConsentAsync();
        await Grants.ConsentAsync(refreshToken: false);
        var invalid = await Grants.ConsentAsync();
        Grants.Database.Execute(
            $"UPDATE grants SET state = 'ReauthorizationRequired' WHERE id = {Sql(invalid.Id)}");

        await HandleWithoutRecordAsync();

        ShouldReport(active: 2, indeterminate: 1);
        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_without_a_fingerprint_is_indeterminate()
    {
        var grant = await Grants.ConsentAsync();
        Grants.Database.Execute("UPDATE grants SET refresh_fingerprint = NULL");

        await HandleAsync((grant, "0123456789abcdef"));

        ShouldReport(indeterminate: 1);
        ((byte[])Grants.Database.Scalar("SELECT token_fingerprint FROM refresh_intents")!).ShouldBeEmpty();
    }

    private int Intents => Grants.Database.Count("refresh_intents");

    private Task HandleAsync(params (Grant Grant, string Token)[] newer) => HandleAsync(new RollbackRecord(
        Guid.NewGuid(), 1, 1, newer.ToDictionary(one => one.Grant.Id, one => one.Token)));

    private Task HandleWithoutRecordAsync() => HandleAsync((RollbackRecord?)null);

    private Task HandleAsync(RollbackRecord? newer) => Grants.UseAsync(async (MusicAuthDb db) =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Grants.Get<IRollbackHandler>().HandleAsync(db, newer, TestContext.Current.CancellationToken);
        await transaction.CommitAsync();
    });

    private async Task<(GrantState State, ReauthorizationReason? Reason, DateTimeOffset? At)> StateOfAsync(Grant grant)
    {
        var row = (await Grants.FindAsync(grant))!;
        return (row.State, row.Reason, row.InvalidatedAt);
    }

    private void ShouldReport(int active = 0, int replaced = 0, int erased = 0, int indeterminate = 0) =>
        Grants.Log.ShouldContain(
            $"Warning: Connections of the older copy: {active} stay active, {replaced} need a new sign-in because "
            + $"their tokens were replaced, {erased} were disconnected and are erased, {indeterminate} are tried once");
}
