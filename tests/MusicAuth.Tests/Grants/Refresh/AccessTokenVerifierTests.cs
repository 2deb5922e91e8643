using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>
/// R30: Deezer refuses an access token that cannot be refreshed. The broker checks the token before it ends the
/// connection, and once more later.
/// </summary>
public sealed class AccessTokenVerifierTests : GrantsTest
{
    private static readonly TokenResult Revoked =
        new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);

    private Grant _grant = null!;

    protected override async Task PrepareAsync() => _grant = await ConsentAsync();

    [Fact]
    public async Task A_token_that_Deezer_confirms_stays_and_is_returned_again()
    {
        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;

        var fresh = (await RefusedAsync()).ShouldBeOfType<TokenResult.Fresh>();

        (fresh.AccessToken.Reveal(), fresh.Generation, fresh.IsConfirmed).ShouldBe(("access first", 1L, true));
        Grants.Deezer.Checked.ShouldBe(["access first"]);
        (await RowAsync()).State.ShouldBe(GrantState.Active);
        Grants.Log.ShouldContain(entry => entry.StartsWith("Warning: deezer refused the access token"));
    }

    [Fact]
    public async Task A_check_without_a_response_invalidates_nothing()
    {
        Grants.Deezer.AccessTokenState = AccessTokenState.Unknown;

        (await RefusedAsync()).ShouldBe(Unavailable(5));

        (await RowAsync()).State.ShouldBe(GrantState.Active);
        Grants.TakeAuditEvents().ShouldBeEmpty();
        Grants.Clock.Advance(TimeSpan.FromSeconds(15));
        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;
        (await RefusedAsync()).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Any_number_of_refused_callers_cause_one_check(int callers)
    {
        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(RefusedAsync)));

        Grants.Deezer.Checked.Count.ShouldBe(1);
        (await RowAsync()).State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task One_path_that_always_refuses_causes_no_storm_of_checks()
    {
        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;
        await RefusedAsync();

        Grants.Clock.Advance(TimeSpan.FromSeconds(1));
        for (var call = 0; call < 20; call++)
            (await RefusedAsync()).ShouldBe(Unavailable(14));
        Grants.Deezer.Checked.Count.ShouldBe(1);

        // After a successful call the next check can follow at once, four times in a minute.
        for (var call = 0; call < 10; call++)
        {
            Grants.Get<GrantAccessTokens>().RecordAccepted(_grant.UserId, "deezer", 1);
            await RefusedAsync();
        }

        Grants.Deezer.Checked.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_second_refusal_makes_the_grant_invalid_and_a_retry_an_hour_later_reactivates_it()
    {
        (await RefusedAsync()).ShouldBe(Revoked);

        var row = await RowAsync();
        (row.State, row.Reason).ShouldBe((GrantState.ReauthorizationRequired, ReauthorizationReason.Revoked));
        row.RetryAt.ShouldBe(Grants.Clock.GetUtcNow().AddHours(1));
        Grants.TakeAuditEvents().ShouldBe(["ReauthorizationRequired revoked"]);

        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;
        Grants.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        await RunBackgroundRefreshAsync();
        (await RowAsync()).State.ShouldBe(GrantState.ReauthorizationRequired);
        Grants.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await RunBackgroundRefreshAsync();

        row = await RowAsync();
        (row.Id, row.State, row.Reason, row.InvalidatedAt, row.RetryAt, row.RetriedAt, row.Generation)
            .ShouldBe((_grant.Id, GrantState.Active, null, null, null, null, 1L));
        AccessOf(await Grants.TokenOfAsync(_grant)).ShouldBe("access first");
        Grants.TakeAuditEvents().ShouldBe(["Refreshed ok"]);
        Grants.Log.ShouldContain(
            $"Information: deezer accepts the access token of the grant {_grant.Id} again: the grant is active");
    }

    [Fact]
    public async Task A_grant_refused_at_its_retry_is_never_checked_again_and_a_sign_in_reactivates_it()
    {
        await RefusedAsync();
        Grants.Clock.Advance(TimeSpan.FromHours(1));
        await RunBackgroundRefreshAsync();
        var row = await RowAsync();
        (row.State, row.RetryAt, row.RetriedAt).ShouldBe(
            (GrantState.ReauthorizationRequired, null, Grants.Clock.GetUtcNow()));

        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;
        for (var hour = 0; hour < 5; hour++)
        {
            Grants.Clock.Advance(TimeSpan.FromHours(1));
            await RunBackgroundRefreshAsync();
            (await RefusedAsync()).ShouldBe(Revoked);
        }

        Grants.Deezer.Checked.Count.ShouldBe(2);
        var again = await ConsentAsync(_grant.UserId);
        (again.Id, again.State, again.RetriedAt).ShouldBe((_grant.Id, GrantState.Active, null));
    }

    [Fact]
    public async Task A_retry_without_a_response_is_repeated_ten_minutes_later()
    {
        await RefusedAsync();
        Grants.Deezer.AccessTokenState = AccessTokenState.Unknown;
        Grants.Clock.Advance(TimeSpan.FromHours(1));
        await RunBackgroundRefreshAsync();
        (await RowAsync()).RetryAt.ShouldBe(Grants.Clock.GetUtcNow().AddMinutes(10));

        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;
        Grants.Clock.Advance(TimeSpan.FromMinutes(10));
        await RunBackgroundRefreshAsync();

        (await RowAsync()).State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task One_of_several_processes_begins_the_retry()
    {
        await RefusedAsync();
        Grants.Clock.Advance(TimeSpan.FromHours(1));
        var row = await RowAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Grants.UseElsewhereAsync(
            new LeaseOwner(), store => store.BeginRetryAsync(row, CancellationToken.None))));

        begun.Count(one => one).ShouldBe(1);
        Grants.Deezer.AccessTokenState = AccessTokenState.Accepted;
        (await Grants.RefreshAsync(row, new RefreshRequest(RefreshReason.InvalidGrantRetry))).ShouldBe(Revoked);
        Grants.Deezer.Checked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_during_the_retry_wins()
    {
        await RefusedAsync();
        var old = await RowAsync();
        var again = await ConsentAsync(_grant.UserId);

        (await Grants.UseAsync((RefreshStore store) => store.ReactivateAsync(old, CancellationToken.None)))
            .ShouldBeFalse();
        (await Grants.UseAsync((RefreshStore store) =>
            store.BeginRetryAsync(old, CancellationToken.None))).ShouldBeFalse();
        (await RowAsync()).Generation.ShouldBe(again.Generation);
    }

    [Fact]
    public async Task During_a_suspension_no_token_is_checked_and_no_grant_ends()
    {
        List<Grant> others = [];
        for (var i = 0; i < 2; i++)
            others.Add(await ConsentAsync());
        foreach (var other in others)
            (await RefusedAsync(other)).ShouldBe(Revoked);

        (await RefusedAsync()).ShouldBe(Unavailable(15 * 60));

        Grants.Deezer.Checked.Count.ShouldBe(2);
        (await RowAsync()).State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task Four_of_many_users_who_revoked_their_consent_are_no_incident()
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        List<Grant> others = [];
        for (var i = 0; i < 8; i++)
            others.Add(await ConsentAsync());
        foreach (var other in others.Take(4))
            (await RefusedAsync(other)).ShouldBe(Revoked);

        alarms.GetMeasurementSnapshot().ShouldBeEmpty("four refused grants are no majority of nine");
    }

    [Fact]
    public async Task A_stopping_broker_checks_no_token()
    {
        Grants.Stop();

        (await RefusedAsync()).ShouldBe(Unavailable(5));

        Grants.Deezer.Checked.ShouldBeEmpty();
    }

    private static string AccessOf(TokenResult result) =>
        result.ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal();

    private static TokenResult.Unavailable Unavailable(double seconds) => new(TimeSpan.FromSeconds(seconds));

    private Task<Grant> ConsentAsync(Guid? user = null) =>
        Grants.ConsentAsync(user, "deezer", TimeSpan.FromDays(1000), refreshToken: false);

    private Task<TokenResult> RefusedAsync() => RefusedAsync(_grant);

    private Task<TokenResult> RefusedAsync(Grant grant) => Grants.Get<GrantAccessTokens>()
        .ForceRefreshAsync(grant.UserId, "deezer", grant.Generation, CancellationToken.None);

    private Task RunBackgroundRefreshAsync() =>
        Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);

    private async Task<Grant> RowAsync() => (await Grants.FindAsync(_grant)).ShouldNotBeNull();
}
