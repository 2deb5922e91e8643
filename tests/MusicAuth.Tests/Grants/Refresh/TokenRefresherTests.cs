using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>When a refresh token is sent, when it is not, and what a caller gets instead.</summary>
public sealed class TokenRefresherTests : SingleGrantTest
{
    [Fact]
    public async Task What_is_fresh_is_given_and_nothing_is_sent()
    {
        AccessOf(await RefreshAsync()).ShouldBe("access first");

        Custody.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_gone_is_not_connected()
    {
        await Custody.EraseAsync(Grant);

        (await RefreshAsync()).ShouldBe(new TokenResult.NotConnected());
    }

    [Fact]
    public async Task A_dead_grant_is_only_tried_again_where_that_is_the_reason_and_it_is_time()
    {
        ExpireAccessToken();
        Custody.Spotify.Respond(new RefreshResult.InvalidGrant());
        await RefreshAsync();
        var at = Custody.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        Custody.Database.Execute($"UPDATE grants SET retry_at = {at}");
        Custody.Spotify.OnRefresh = null;
        var revoked = new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);

        (await RefreshAsync(RefreshReason.InvalidGrantRetry)).ShouldBe(revoked);
        Custody.Clock.Advance(TimeSpan.FromHours(1));
        (await RefreshAsync(RefreshReason.AccessTokenRefused)).ShouldBe(revoked);
        (await RefreshAsync(RefreshReason.Indeterminate)).ShouldBe(revoked);
        Custody.Spotify.Sent.Count.ShouldBe(1);

        AccessOf(await RefreshAsync(RefreshReason.InvalidGrantRetry)).ShouldBe("access 2");
        (await Custody.FindAsync(Grant))!.State.ShouldBe(GrantState.Active);
    }

    [Theory]
    [InlineData(RefreshReason.AccessTokenRefused, 0, "access 1")]
    [InlineData(RefreshReason.Background, 0, "access 1")]
    [InlineData(RefreshReason.AccessTokenRefused, -1, "access first")]
    [InlineData(RefreshReason.Background, -1, "access first")]
    [InlineData(RefreshReason.Indeterminate, 0, "access first")]
    [InlineData(RefreshReason.InvalidGrantRetry, 0, "access first")]
    public async Task A_fresh_token_is_renewed_for_a_reason_that_is_about_this_very_one(
        RefreshReason cause, int generation, string given)
    {
        AccessOf(await RefreshAsync(cause, generation)).ShouldBe(given);

        Custody.Spotify.Sent.Count.ShouldBe(given == "access 1" ? 1 : 0);
    }

    [Fact]
    public async Task A_refused_token_without_a_refresh_token_ends_the_grant()
    {
        Grant = await Custody.ConsentAsync(refreshToken: false);

        (await RefreshAsync(RefreshReason.AccessTokenRefused)).ShouldBe(
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));

        (await Custody.FindAsync(Grant))!.State.ShouldBe(GrantState.ReauthorizationRequired);
        Custody.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_is_no_more_ends_the_grant()
    {
        Grant = await Custody.ConsentAsync(provider: "napster");
        ExpireAccessToken();

        (await RefreshAsync()).ShouldBe(new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));
    }

    [Fact]
    public async Task What_the_service_refused_is_not_given_again_where_no_other_can_be_had()
    {
        Custody.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        (await RefreshAsync(RefreshReason.AccessTokenRefused))
            .ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task What_another_brought_meanwhile_is_given_though_it_cannot_be_renewed_now()
    {
        Custody.Clock.Advance(InTheMargin);
        Custody.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        AccessOf(await RefreshAsync(RefreshReason.AccessTokenRefused, -1)).ShouldBe("access first");
        Custody.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_the_last_word_though_the_old_token_still_lives()
    {
        Custody.Clock.Advance(InTheMargin);
        Custody.Spotify.Respond(new RefreshResult.InvalidGrant());

        (await RefreshAsync()).ShouldBe(new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));
    }
}
