using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R6, R8, R12: exchanges during a database failure, a sign-in or a disconnect.</summary>
public sealed class RefreshExchangeFailureTests : SingleGrantTest
{
    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokens_that_the_database_cannot_store_are_in_force(bool isInvalid)
    {
        if (isInvalid)
            await RefuseAsync(retryIn: TimeSpan.Zero);
        Grants.Faults.ShouldFail = sql => DatabaseFaults.Writing("grants")(sql) && sql.Contains("access_token");

        var result = await RefreshAsync(isInvalid ? RefreshReason.InvalidGrantRetry : RefreshReason.Expiring);

        var fresh = result.ShouldBeOfType<TokenResult.Fresh>();

        var number = Grants.Spotify.Sent.Count;
        (fresh.AccessToken.Reveal(), fresh.Generation).ShouldBe(($"access {number}", Grant.Generation + 1));
        fresh.Scopes.ShouldBe(["read", $"renewed {number}"]);
        Decrypt(await RowAsync()).RefreshToken!.Reveal().ShouldBe($"refresh {number}");
        Grants.Get<RefreshStorage>().IsWritable.ShouldBeFalse();
        Grants.Log.ShouldContain(
            $"Error: The new tokens of the spotify grant {Grant.Id} could not be stored");
        Grants.Faults.ShouldFail = null;
        (await Grants.Get<SpillReplay>().ReplayAsync(default)).ShouldBeTrue();
        Grants.Get<RefreshStorage>().IsWritable.ShouldBeTrue();
        (await RowAsync()).State.ShouldBe(GrantState.Active);
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task A_stored_response_marks_the_storage_as_writable()
    {
        Grants.Spotify.OnRefresh = _ =>
        {
            Grants.Get<RefreshStorage>().RecordFailure();
            return Task.FromResult(Grants.Spotify.Renewed(1));
        };

        await RefreshAsync();

        Grants.Get<RefreshStorage>().IsWritable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_sign_in_during_the_exchange_wins_and_the_caller_gets_its_token()
    {
        Grants.Spotify.OnRefresh = async _ =>
        {
            await Grants.ConsentAsync(Grant.UserId, name: "second");
            return Grants.Spotify.Renewed(1);
        };

        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal().ShouldBe("access second");

        Decrypt(await RowAsync()).RefreshToken!.Reveal().ShouldBe("refresh second");
        Grants.Log.ShouldNotContain(entry => entry.Contains("Refreshed the"));
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task A_sign_in_during_the_exchange_survives_the_refusal()
    {
        Grants.Spotify.OnRefresh = async _ =>
        {
            await Grants.ConsentAsync(Grant.UserId, name: "second");
            return new RefreshResult.InvalidGrant();
        };

        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal().ShouldBe("access second");

        (await RowAsync()).State.ShouldBe(GrantState.Active);
        Grants.TakeAuditEvents().ShouldBeEmpty();
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task A_disconnect_during_the_exchange_leaves_nothing()
    {
        Grants.Spotify.OnRefresh = async _ =>
        {
            await Grants.EraseAsync(Grant);
            return Grants.Spotify.Renewed(1);
        };

        (await RefreshAsync()).ShouldBe(new TokenResult.NotConnected());

        (await Grants.FindAsync(Grant)).ShouldBeNull();
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task An_invalid_grant_that_is_refused_again_keeps_its_reason_and_is_not_tried_again()
    {
        await RefuseAsync(retryIn: TimeSpan.Zero);
        Grants.TakeAuditEvents();
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        Grants.Database.Execute("UPDATE grants SET reason = 'LostInFlight'");

        (await RefreshAsync(RefreshReason.InvalidGrantRetry)).ShouldBe(Lost);

        var row = await RowAsync();
        (row.State, row.Reason, row.RetryAt).ShouldBe(
            (GrantState.ReauthorizationRequired, ReauthorizationReason.LostInFlight, null));
        (await RefreshAsync()).ShouldBe(Lost);
        Grants.TakeAuditEvents().ShouldBeEmpty();
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task A_retry_without_a_response_is_repeated_ten_minutes_later()
    {
        await RefuseAsync(retryIn: TimeSpan.Zero);
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        (await RefreshAsync(RefreshReason.InvalidGrantRetry)).ShouldBe(Unavailable(2));

        var row = await RowAsync();
        row.State.ShouldBe(GrantState.ReauthorizationRequired);
        row.RetryAt.ShouldBe(Grants.Clock.GetUtcNow().AddMinutes(10));
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task An_active_grant_gets_no_scheduled_retry()
    {
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        await RefreshAsync();

        (await RowAsync()).RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_failed_release_changes_nothing_for_the_caller()
    {
        Grants.Spotify.OnRefresh = _ =>
        {
            Grants.Faults.ShouldFail = DatabaseFaults.Writing("refresh_claims");
            return Task.FromResult<RefreshResult>(new RefreshResult.RateLimited(TimeSpan.FromSeconds(40)));
        };

        (await RefreshAsync()).ShouldBe(new TokenResult.RateLimited(TimeSpan.FromSeconds(40)));

        Grants.Get<RefreshStorage>().IsWritable.ShouldBeFalse();
        Grants.Log.ShouldContain(entry =>
            entry.StartsWith($"Warning: The lease of the grant {Grant.Id} could not be released"));
        LeaseCount.ShouldBe(1);
    }

    private static TokenResult Lost { get; } =
        new TokenResult.ReauthorizationRequired(ReauthorizationReason.LostInFlight);

    /// <summary>Refuses the grant and schedules its retry.</summary>
    private async Task RefuseAsync(TimeSpan retryIn)
    {
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await RefreshAsync();
        Grants.Spotify.OnRefresh = null;
        var at = (Grants.Clock.GetUtcNow() + retryIn).ToUnixTimeMilliseconds();
        Grants.Database.Execute($"UPDATE grants SET retry_at = {at}");
    }
}
