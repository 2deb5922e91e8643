using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>The access token that a call gets.</summary>
public sealed class GrantAccessTokenTests : SingleGrantTest
{
    [Fact]
    public async Task A_fresh_token_is_returned_and_cached()
    {
        var fresh = (await Grants.TokenOfAsync(Grant)).ShouldBeOfType<TokenResult.Fresh>();

        (fresh.AccessToken.Reveal(), fresh.Generation).ShouldBe(("access first", Grant.Generation));
        fresh.Scopes.ShouldBe(["read"]);
        (await RecentAsync()).ShouldBeSameAs(fresh);
        (await Grants.TokenOfAsync(Grant)).ShouldNotBeSameAs(fresh);
    }

    [Fact]
    public async Task An_expired_token_is_refreshed_first()
    {
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);

        AccessOf(await RecentAsync()).ShouldBe("access 1");
        AccessOf(await Grants.TokenOfAsync(Grant)).ShouldBe("access 1");
    }

    [Fact]
    public async Task A_missing_or_invalid_connection_is_reported()
    {
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        (await Grants.TokenOfAsync(Grant)).ShouldBe(Revoked);
        (await Grants.TokenOfAsync(Grant)).ShouldBe(Revoked);

        await Grants.EraseAsync(Grant);
        (await Grants.TokenOfAsync(Grant)).ShouldBe(new TokenResult.NotConnected());
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
        Grants.Spotify.Sent.ShouldBe(["refresh first"]);
    }

    [Fact]
    public async Task A_refused_token_is_not_served_from_the_cache_while_it_is_refreshed()
    {
        await RecentAsync();
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Grants.Spotify.OnRefresh = async _ =>
        {
            sent.SetResult();
            await answer.Task;
            return Grants.Spotify.Renewed(1);
        };
        var renewing = RenewAsync(Grant.Generation);
        await sent.Task;

        Grants.Get<AccessTokenCache>().Count.ShouldBe(0);
        answer.SetResult();
        AccessOf(await renewing).ShouldBe("access 1");
        AccessOf(await RecentAsync()).ShouldBe("access 1");
    }

    [Fact]
    public async Task A_refused_caller_does_not_get_the_same_token_from_a_refresh_of_another_caller()
    {
        Grants.Clock.Advance(TimeSpan.FromMinutes(57));
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Grants.Spotify.OnRefresh = async _ =>
        {
            sent.SetResult();
            await answer.Task;
            return new RefreshResult.Transient(IsIndeterminate: false);
        };
        var content = Grants.TokenOfAsync(Grant);
        await sent.Task;

        var refused = RenewAsync(Grant.Generation);
        answer.SetResult();

        AccessOf(await content).ShouldBe("access first");
        (await refused).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_used_grant_is_due_before_its_expiry()
    {
        await Grants.TokenOfAsync(Grant);
        Grants.Clock.Advance(TimeSpan.FromMinutes(55));

        Grants.Get<GrantUsage>().ListDue().ShouldBe(
            [(Grant.Id, new RefreshRequest(RefreshReason.Background, Grant.Generation))]);
    }

    [Fact]
    public async Task A_grant_unused_for_an_hour_is_not_due()
    {
        Grant = await Grants.ConsentAsync(Grant.UserId, life: TimeSpan.FromHours(3));
        var use = Grants.Get<GrantUsage>();
        Grants.Clock.SetUtcNow(GrantStatus.BackgroundRefreshAt(Grant)!.Value);
        use.Record(Grant);
        use.ListDue().Count.ShouldBe(1, "the refresh is due at exactly this time");

        Grants.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        use.ListDue().Count.ShouldBe(1);
        Grants.Clock.Advance(TimeSpan.FromMilliseconds(1));
        use.ListDue().ShouldBeEmpty();
    }

    private async Task<TokenResult> RecentAsync() => await Grants.Get<GrantAccessTokens>()
        .GetCachedAsync(Grant.UserId, "spotify", CancellationToken.None);

    private Task<TokenResult> RenewAsync(long generation) => Grants.Get<GrantAccessTokens>()
        .ForceRefreshAsync(Grant.UserId, "spotify", generation, CancellationToken.None);
}
