using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>What a call is given to call with.</summary>
public sealed class GrantTokenTests : IAsyncLifetime
{
    private CustodyUnderTest _custody = null!;
    private Grant _grant = null!;

    public async ValueTask InitializeAsync()
    {
        _custody = await CustodyUnderTest.StartAsync();
        _grant = await _custody.ConsentAsync();
    }

    public ValueTask DisposeAsync() => _custody.DisposeAsync();

    [Fact]
    public async Task A_fresh_token_is_given_as_it_is_and_remembered()
    {
        var fresh = (await _custody.TokenOfAsync(_grant)).ShouldBeOfType<TokenResult.Fresh>();

        (fresh.AccessToken.Reveal(), fresh.Generation).ShouldBe(("access first", _grant.Generation));
        fresh.Scopes.ShouldBe(["read"]);
        (await RecentAsync()).ShouldBeSameAs(fresh);
        (await _custody.TokenOfAsync(_grant)).ShouldNotBeSameAs(fresh);
    }

    [Fact]
    public async Task An_ended_one_is_renewed_first()
    {
        _custody.Clock.Advance(CustodyUnderTest.Life);

        AccessOf(await RecentAsync()).ShouldBe("access 1");
        AccessOf(await _custody.TokenOfAsync(_grant)).ShouldBe("access 1");
    }

    [Fact]
    public async Task Whose_connection_is_gone_or_dead_is_told_so()
    {
        _custody.Clock.Advance(CustodyUnderTest.Life);
        _custody.Spotify.Say(new RefreshResult.InvalidGrant());
        var revoked = new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);
        (await _custody.TokenOfAsync(_grant)).ShouldBe(revoked);
        (await _custody.TokenOfAsync(_grant)).ShouldBe(revoked);

        await _custody.EraseAsync(_grant);
        (await _custody.TokenOfAsync(_grant)).ShouldBe(new TokenResult.NotConnected());
        (await RenewAsync(_grant.Generation)).ShouldBe(new TokenResult.NotConnected());
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_for_all_whom_it_was_refused()
    {
        await RecentAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RenewAsync(_grant.Generation)));

        results.Select(AccessOf).ShouldAllBe(token => token == "access 1");
        AccessOf(await RenewAsync(_grant.Generation)).ShouldBe("access 1");
        AccessOf(await RecentAsync()).ShouldBe("access 1");
        _custody.Spotify.Sent.ShouldBe(["refresh first"]);
    }

    [Fact]
    public async Task A_refused_token_is_not_given_out_of_memory_while_it_is_renewed()
    {
        await RecentAsync();
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _custody.Spotify.Answer = async _ =>
        {
            sent.SetResult();
            await answer.Task;
            return _custody.Spotify.Renewed(1);
        };
        var renewing = RenewAsync(_grant.Generation);
        await sent.Task;

        _custody.Get<FreshTokens>().Count.ShouldBe(0);
        answer.SetResult();
        AccessOf(await renewing).ShouldBe("access 1");
        AccessOf(await RecentAsync()).ShouldBe("access 1");
    }

    [Fact]
    public async Task Who_was_refused_is_not_given_the_same_by_a_renewal_that_was_content_with_it()
    {
        _custody.Clock.Advance(TimeSpan.FromMinutes(57));
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _custody.Spotify.Answer = async _ =>
        {
            sent.SetResult();
            await answer.Task;
            return new RefreshResult.Transient(Undecided: false);
        };
        var content = _custody.TokenOfAsync(_grant);
        await sent.Task;

        var refused = RenewAsync(_grant.Generation);
        answer.SetResult();

        AccessOf(await content).ShouldBe("access first");
        (await refused).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task What_is_used_is_renewed_before_its_end()
    {
        await _custody.TokenOfAsync(_grant);
        _custody.Clock.Advance(TimeSpan.FromMinutes(55));

        _custody.Get<RecentUse>().ListDue().ShouldBe(
            [(_grant.Id, new RefreshDemand(RefreshCause.Early, _grant.Generation))]);
    }

    [Fact]
    public async Task What_was_not_used_for_an_hour_is_not_renewed()
    {
        _grant = await _custody.ConsentAsync(_grant.UserId, life: TimeSpan.FromHours(3));
        var use = _custody.Get<RecentUse>();
        _custody.Clock.SetUtcNow(_custody.Get<GrantHealth>().RenewalOf(_grant)!.Value);
        use.Note(_grant);
        use.ListDue().Count.ShouldBe(1, "it is time, to the moment");

        _custody.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        use.ListDue().Count.ShouldBe(1);
        _custody.Clock.Advance(TimeSpan.FromMilliseconds(1));
        use.ListDue().ShouldBeEmpty();
    }

    private static string AccessOf(TokenResult result) =>
        result.ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal();

    private async Task<TokenResult> RecentAsync() => await _custody.Get<GrantTokens>()
        .GetRecentAsync(_grant.UserId, "spotify", CancellationToken.None);

    private Task<TokenResult> RenewAsync(long generation) => _custody.Get<GrantTokens>()
        .RenewAsync(_grant.UserId, "spotify", generation, CancellationToken.None);
}
