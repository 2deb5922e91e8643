using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>The access token that a call gets.</summary>
public sealed class GrantAccessTokenTests : SingleGrantTest
{
    [Fact]
    public async Task A_fresh_token_is_returned_and_cached()
    {
        var fresh = (await Custody.TokenOfAsync(Grant)).ShouldBeOfType<TokenResult.Fresh>();

        (fresh.AccessToken.Reveal(), fresh.Generation).ShouldBe(("access first", Grant.Generation));
        fresh.Scopes.ShouldBe(["read"]);
        (await RecentAsync()).ShouldBeSameAs(fresh);
        (await Custody.TokenOfAsync(Grant)).ShouldNotBeSameAs(fresh);
    }

    [Fact]
    public async Task An_expired_token_is_refreshed_first()
    {
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime);

        AccessOf(await RecentAsync()).ShouldBe("access 1");
        AccessOf(await Custody.TokenOfAsync(Grant)).ShouldBe("access 1");
    }

    [Fact]
    public async Task A_missing_or_invalid_connection_is_reported()
    {
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime);
        Custody.Spotify.Respond(new RefreshResult.InvalidGrant());
        (await Custody.TokenOfAsync(Grant)).ShouldBe(Revoked);
        (await Custody.TokenOfAsync(Grant)).ShouldBe(Revoked);

        await Custody.EraseAsync(Grant);
        (await Custody.TokenOfAsync(Grant)).ShouldBe(new TokenResult.NotConnected());
        (await RenewAsync(Grant.Generation)).ShouldBe(new TokenResult.NotConnected());
    }

    [Fact]
    public async Task A_refused_token_is_refreshed_once_for_all_callers()
    {
        await RecentAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RenewAsync(Grant.Generation)));

        results.Select(AccessOf).ShouldAllBe(token => token == "access 1");
        AccessOf(await RenewAsync(Grant.Generation)).ShouldBe("access 1");
        AccessOf(await RecentAsync()).ShouldBe("access 1");
        Custody.Spotify.Sent.ShouldBe(["refresh first"]);
    }

    [Fact]
    public async Task A_refused_token_is_not_served_from_the_cache_while_it_is_refreshed()
    {
        await RecentAsync();
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Custody.Spotify.OnRefresh = async _ =>
        {
            sent.SetResult();
            await answer.Task;
            return Custody.Spotify.Renewed(1);
        };
        var renewing = RenewAsync(Grant.Generation);
        await sent.Task;

        Custody.Get<AccessTokenCache>().Count.ShouldBe(0);
        answer.SetResult();
        AccessOf(await renewing).ShouldBe("access 1");
        AccessOf(await RecentAsync()).ShouldBe("access 1");
    }

    [Fact]
    public async Task A_refused_caller_does_not_get_the_same_token_from_a_refresh_of_another_caller()
    {
        Custody.Clock.Advance(TimeSpan.FromMinutes(57));
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Custody.Spotify.OnRefresh = async _ =>
        {
            sent.SetResult();
            await answer.Task;
            return new RefreshResult.Transient(IsIndeterminate: false);
        };
        var content = Custody.TokenOfAsync(Grant);
        await sent.Task;

        var refused = RenewAsync(Grant.Generation);
        answer.SetResult();

        AccessOf(await content).ShouldBe("access first");
        (await refused).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_used_grant_is_due_before_its_expiry()
    {
        await Custody.TokenOfAsync(Grant);
        Custody.Clock.Advance(TimeSpan.FromMinutes(55));

        Custody.Get<GrantUsage>().ListDue().ShouldBe(
            [(Grant.Id, new RefreshRequest(RefreshReason.Background, Grant.Generation))]);
    }

    [Fact]
    public async Task A_grant_unused_for_an_hour_is_not_due()
    {
        Grant = await Custody.ConsentAsync(Grant.UserId, life: TimeSpan.FromHours(3));
        var use = Custody.Get<GrantUsage>();
        Custody.Clock.SetUtcNow(GrantStatus.BackgroundRefreshAt(Grant)!.Value);
        use.Record(Grant);
        use.ListDue().Count.ShouldBe(1, "the refresh is due at exactly this time");

        Custody.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        use.ListDue().Count.ShouldBe(1);
        Custody.Clock.Advance(TimeSpan.FromMilliseconds(1));
        use.ListDue().ShouldBeEmpty();
    }

    private async Task<TokenResult> RecentAsync() => await Custody.Get<GrantAccessTokens>()
        .GetCachedAsync(Grant.UserId, "spotify", CancellationToken.None);

    private Task<TokenResult> RenewAsync(long generation) => Custody.Get<GrantAccessTokens>()
        .ForceRefreshAsync(Grant.UserId, "spotify", generation, CancellationToken.None);
}
