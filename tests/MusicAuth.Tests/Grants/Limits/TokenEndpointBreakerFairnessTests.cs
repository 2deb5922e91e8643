using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>T34, R10: one failing grant blocks no other, and all grants probe a failing endpoint in turn.</summary>
public sealed class TokenEndpointBreakerFairnessTests : GrantsTest
{
    private const string Broken = "refresh broken";
    private readonly List<Grant> _grants = [];

    [Theory]
    [InlineData(2, TransientCause.ProviderFailure)]
    [InlineData(3, TransientCause.Unreachable)]
    [InlineData(5, TransientCause.Other)]
    [InlineData(40, TransientCause.ProviderFailure)]
    public async Task T34_a_grant_whose_refreshes_fail_does_not_block_others(int grants, TransientCause cause)
    {
        await ConsentAsync(grants);
        Grants.Spotify.OnRefresh = token => Task.FromResult(
            token == Broken ? Failed(cause) : Grants.Spotify.Renewed(Grants.Spotify.Sent.Count));
        for (var half = 0; half < 250; half++)
        {
            (await Grants.RefreshAsync(_grants[0])).ShouldBeOfType<TokenResult.Unavailable>();
            Grants.Clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        foreach (var other in _grants.Skip(1))
            (await Grants.RefreshAsync(other)).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task R10_unreadable_responses_to_all_grants_do_not_open_the_breaker(int grants)
    {
        await ConsentAsync(grants);
        Grants.Spotify.Respond(Failed(TransientCause.Other));
        foreach (var grant in _grants)
            (await Grants.RefreshAsync(grant)).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));

        Grants.Spotify.OnRefresh = null;
        Grants.Clock.Advance(TimeSpan.FromSeconds(2));

        foreach (var grant in _grants)
            (await Grants.RefreshAsync(grant)).ShouldBeOfType<TokenResult.Fresh>();
    }

    [Theory]
    [InlineData(2, TransientCause.ProviderFailure)]
    [InlineData(3, TransientCause.Unreachable)]
    [InlineData(5, TransientCause.ProviderFailure)]
    [InlineData(40, TransientCause.Unreachable)]
    public async Task R10_a_failing_endpoint_gets_two_probes_a_minute_at_most_from_all_grants_in_turn(
        int grants, TransientCause cause)
    {
        await ConsentAsync(grants);
        Grants.Spotify.Respond(Failed(cause));
        for (var round = 0; round < 6; round++)
            await RefreshAllAsync();
        var before = Grants.Spotify.Sent.Count;

        for (var round = 0; round < 120; round++)
            await RefreshAllAsync();

        var probes = Grants.Spotify.Sent.Skip(before).ToList();
        probes.Count.ShouldBeInRange(14, 20);
        var probesPerGrant = probes.GroupBy(token => token).Select(one => one.Count()).ToList();
        probesPerGrant.Count.ShouldBe(Math.Min(grants, probes.Count));
        probesPerGrant.Max().ShouldBeLessThanOrEqualTo((probes.Count / grants) + 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task R10_the_announced_wait_is_the_real_wait(int grants)
    {
        await ConsentAsync(grants);
        Grants.Spotify.Respond(Failed(TransientCause.Unreachable));
        for (var round = 0; round < 12; round++)
            await RefreshAllAsync();
        var announced = (await Grants.RefreshAsync(_grants[0])).ShouldBeOfType<TokenResult.Unavailable>().RetryAfter;
        Grants.Spotify.OnRefresh = null;

        Grants.Clock.Advance(announced - TimeSpan.FromMilliseconds(1));
        (await Grants.RefreshAsync(_grants[0])).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromMilliseconds(1)));
        Grants.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await Grants.RefreshAsync(_grants[0])).ShouldBeOfType<TokenResult.Fresh>();
    }

    private static RefreshResult.Transient Failed(TransientCause cause) =>
        new RefreshResult.Transient(IsIndeterminate: false) { Cause = cause };

    private async Task ConsentAsync(int grants)
    {
        for (var grant = 0; grant < grants; grant++)
            _grants.Add(await Grants.ConsentAsync(name: grant == 0 ? "broken" : $"{grant}"));
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
    }

    private async Task RefreshAllAsync()
    {
        foreach (var grant in _grants)
            await Grants.RefreshAsync(grant);
        Grants.Clock.Advance(TimeSpan.FromSeconds(5));
    }
}
