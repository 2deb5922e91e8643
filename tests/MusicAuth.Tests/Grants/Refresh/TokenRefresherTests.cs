using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>When the refresher sends the refresh token, and the result of a caller if it does not.</summary>
public sealed class TokenRefresherTests : SingleGrantTest
{
    [Fact]
    public async Task A_fresh_token_is_returned_and_no_refresh_token_is_sent()
    {
        AccessOf(await RefreshAsync()).ShouldBe("access first");

        Grants.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_erased_grant_is_not_connected()
    {
        await Grants.EraseAsync(Grant);

        (await RefreshAsync()).ShouldBe(new TokenResult.NotConnected());
    }

    [Fact]
    public async Task An_invalid_grant_is_tried_again_only_by_a_due_retry()
    {
        ExpireAccessToken();
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await RefreshAsync();
        var at = Grants.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        Grants.Database.Execute($"UPDATE grants SET retry_at = {at}");
        Grants.Spotify.OnRefresh = null;
        var revoked = new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);

        (await RefreshAsync(RefreshReason.InvalidGrantRetry)).ShouldBe(revoked);
        Grants.Clock.Advance(TimeSpan.FromHours(1));
        (await RefreshAsync(RefreshReason.AccessTokenRefused)).ShouldBe(revoked);
        (await RefreshAsync(RefreshReason.Indeterminate)).ShouldBe(revoked);
        Grants.Spotify.Sent.Count.ShouldBe(1);

        AccessOf(await RefreshAsync(RefreshReason.InvalidGrantRetry)).ShouldBe("access 2");
        (await Grants.FindAsync(Grant))!.State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task A_refusal_that_the_database_takes_only_later_keeps_its_reason_and_costs_one_call()
    {
        ExpireAccessToken();
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        var failures = 0;
        Grants.Faults.ShouldFail = sql => DatabaseFaults.Writing("grants")(sql) && failures++ < 2;

        (await RefreshAsync()).ShouldBe(new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));

        failures.ShouldBe(3);
        Grants.Spotify.Sent.Count.ShouldBe(1);
        (await Grants.FindAsync(Grant))!.Reason.ShouldBe(ReauthorizationReason.Revoked);
    }

    [Theory]
    [InlineData(RefreshReason.AccessTokenRefused, 0, "access 1")]
    [InlineData(RefreshReason.Background, 0, "access 1")]
    [InlineData(RefreshReason.AccessTokenRefused, -1, "access first")]
    [InlineData(RefreshReason.Background, -1, "access first")]
    [InlineData(RefreshReason.Indeterminate, 0, "access first")]
    [InlineData(RefreshReason.InvalidGrantRetry, 0, "access first")]
    public async Task A_fresh_token_is_refreshed_only_for_a_reason_about_its_generation(
        RefreshReason cause, int generation, string expected)
    {
        AccessOf(await RefreshAsync(cause, generation)).ShouldBe(expected);

        Grants.Spotify.Sent.Count.ShouldBe(expected == "access 1" ? 1 : 0);
    }

    [Fact]
    public async Task A_refused_token_without_a_refresh_token_makes_the_grant_invalid()
    {
        Grant = await Grants.ConsentAsync(refreshToken: false);

        (await RefreshAsync(RefreshReason.AccessTokenRefused)).ShouldBe(
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));

        (await Grants.FindAsync(Grant))!.State.ShouldBe(GrantState.ReauthorizationRequired);
        Grants.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_provider_makes_the_grant_invalid()
    {
        Grant = await Grants.ConsentAsync(provider: "napster");
        ExpireAccessToken();

        (await RefreshAsync()).ShouldBe(new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));
    }

    [Fact]
    public async Task A_refused_token_is_not_returned_where_no_new_one_is_available()
    {
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        (await RefreshAsync(RefreshReason.AccessTokenRefused))
            .ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_newer_token_is_returned_where_it_cannot_be_refreshed_now()
    {
        Grants.Clock.Advance(InTheMargin);
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        AccessOf(await RefreshAsync(RefreshReason.AccessTokenRefused, -1)).ShouldBe("access first");
        Grants.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_final_while_the_old_token_is_still_valid()
    {
        Grants.Clock.Advance(InTheMargin);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        (await RefreshAsync()).ShouldBe(new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked));
    }
}
