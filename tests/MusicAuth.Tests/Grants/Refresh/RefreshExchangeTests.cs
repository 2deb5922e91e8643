using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R7, R8: the effect of each response of a token endpoint on rows, memory and log.</summary>
public sealed class RefreshExchangeTests : SingleGrantTest
{
    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task A_new_token_pair_is_stored_and_returned_and_no_lease_or_intent_stays()
    {
        using var meter = Grants.Meter("musicauth.refreshes");

        var fresh = (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>();

        fresh.AccessToken.Reveal().ShouldBe("access 1");
        fresh.Generation.ShouldBe(Grant.Generation + 1);
        fresh.Scopes.ShouldBe(["read", "renewed 1"]);
        var row = await RowAsync();
        row.Generation.ShouldBe(Grant.Generation + 1);
        row.AccessExpiresAt.ShouldBe(Grants.Clock.GetUtcNow().AddHours(1));
        row.LastRefreshedAt.ShouldBe(Grants.Clock.GetUtcNow());
        Decrypt(row).RefreshToken!.Reveal().ShouldBe("refresh 1");
        ShouldHaveNoLeaseOrIntent();
        Grants.TakeAuditEvents().ShouldBe(["Refreshed ok"]);
        Grants.Log.ShouldContain($"Information: Refreshed the spotify grant {Grant.Id}");
        var counted = meter.GetMeasurementSnapshot().ShouldHaveSingleItem();
        (counted.Value, counted.Tags["outcome"]).ShouldBe((1, "renewed"));
        Grants.Spotify.Sent.ShouldBe(["refresh first"]);
    }

    [Fact]
    public async Task A_refusal_makes_the_grant_revoked_and_is_reported_once()
    {
        using var lost = Grants.Meter("musicauth.refresh.lost_in_flight");
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        (await RefreshAsync()).ShouldBe(Revoked);

        var row = await RowAsync();
        (row.State, row.Reason).ShouldBe((GrantState.ReauthorizationRequired, ReauthorizationReason.Revoked));
        row.InvalidatedAt.ShouldBe(Grants.Clock.GetUtcNow());
        row.RetryAt.ShouldBeNull();
        row.EncryptedRefreshToken.ShouldNotBeNull("the refused token stays in the database");
        ShouldHaveNoLeaseOrIntent();
        Grants.TakeAuditEvents().ShouldBe(["ReauthorizationRequired revoked"]);
        Grants.Log.ShouldContain($"Warning: The spotify grant {Grant.Id} needs a new sign-in: Revoked");
        lost.GetMeasurementSnapshot().ShouldBeEmpty();
        (await RefreshAsync()).ShouldBe(Revoked);
        Grants.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_of_a_token_that_was_possibly_used_is_a_loss()
    {
        using var lost = Grants.Meter("musicauth.refresh.lost_in_flight");
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: true));
        await RefreshAsync();
        Grants.Clock.Advance(TimeSpan.FromMinutes(1));
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        (await RefreshAsync()).ShouldBe(
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.LostInFlight));

        lost.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags["provider"].ShouldBe("spotify");
        (await RowAsync()).Reason.ShouldBe(ReauthorizationReason.LostInFlight);
        Grants.TakeAuditEvents()
            .ShouldBe(["Refreshed provider_unavailable", "ReauthorizationRequired lost_in_flight"]);
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task Without_a_response_the_exchange_stays_indeterminate()
    {
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: true));
        (await RefreshAsync()).ShouldBe(Unavailable(2));
        LeaseCount.ShouldBe(0);
        IntentCount.ShouldBe(1);

        // This request was not sent; the one before it is still indeterminate.
        Grants.Clock.Advance(TimeSpan.FromSeconds(2));
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));
        (await RefreshAsync()).ShouldBe(Unavailable(4));
        IntentCount.ShouldBe(1);

        Grants.Clock.Advance(TimeSpan.FromSeconds(4));
        Grants.Spotify.OnRefresh = null;
        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>();
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task A_request_that_was_not_sent_is_not_indeterminate()
    {
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        (await RefreshAsync()).ShouldBe(Unavailable(2));

        ShouldHaveNoLeaseOrIntent();
        Grants.TakeAuditEvents().ShouldBe(["Refreshed provider_unavailable"]);
        Grants.Log.ShouldContain(
            $"Warning: The spotify grant {Grant.Id} could not be refreshed; nothing is lost, next try in 2 s");
    }

    [Fact]
    public async Task A_refused_app_invalidates_no_grant_and_backs_off_for_the_requested_time()
    {
        Grants.Spotify.Respond(new RefreshResult.AppRefused("invalid_client", TimeSpan.FromSeconds(15)));

        (await RefreshAsync()).ShouldBe(new TokenResult.AppUnhealthy("invalid_client", TimeSpan.FromSeconds(15)));

        await ShouldBackOffForAsync(
            TimeSpan.FromSeconds(15), rest => new TokenResult.AppUnhealthy("invalid_client", rest));
        Grants.TakeAuditEvents().ShouldBe(["Refreshed provider_app_unhealthy:invalid_client", "Refreshed ok"]);
        Grants.Log.ShouldContain("Error: spotify refuses our app registration (invalid_client): check client id "
            + "and secret. No grant is touched");
    }

    [Fact]
    public async Task A_rate_limit_backs_off_for_the_requested_time()
    {
        Grants.Spotify.Respond(new RefreshResult.RateLimited(TimeSpan.FromSeconds(40)));

        (await RefreshAsync()).ShouldBe(new TokenResult.RateLimited(TimeSpan.FromSeconds(40)));

        await ShouldBackOffForAsync(TimeSpan.FromSeconds(40), rest => new TokenResult.RateLimited(rest));
        Grants.TakeAuditEvents().ShouldBe(["Refreshed provider_rate_limited", "Refreshed ok"]);
    }

    [Fact]
    public async Task A_response_ends_the_back_off_and_the_next_one_begins_at_two_seconds()
    {
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));
        await RefreshAsync();
        Grants.Clock.Advance(TimeSpan.FromSeconds(2));
        (await RefreshAsync()).ShouldBe(Unavailable(4));
        Grants.Clock.Advance(TimeSpan.FromSeconds(4));
        Grants.Spotify.OnRefresh = null;
        await RefreshAsync();

        ExpireAccessToken();
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));

        (await RefreshAsync()).ShouldBe(Unavailable(2));
    }

    [Fact]
    public async Task Five_failures_in_a_row_open_the_breaker_and_any_response_closes_it()
    {
        var noResponse = new RefreshResult.Transient(IsIndeterminate: false) { Cause = TransientCause.Unreachable };
        List<Grant> others = [];
        for (var i = 0; i < 5; i++)
            others.Add(await Grants.ConsentAsync());
        ExpireAccessToken();
        Grants.Spotify.Respond(noResponse);
        foreach (var other in others.Take(4))
            await Grants.RefreshAsync(other);
        // Any response closes the breaker, even a rate limit.
        Grants.Spotify.Respond(new RefreshResult.RateLimited(TimeSpan.FromMinutes(10)));
        await Grants.RefreshAsync(others[4]);
        Grants.Clock.Advance(TimeSpan.FromSeconds(2));
        Grants.Spotify.Respond(noResponse);
        foreach (var other in others.Take(4))
            await Grants.RefreshAsync(other);
        var sent = Grants.Spotify.Sent.Count;
        await RefreshAsync();
        Grants.Spotify.Sent.Count.ShouldBe(sent + 1, "four failures in a row do not open the breaker");

        Grants.Clock.Advance(TimeSpan.FromSeconds(10));
        (await Grants.RefreshAsync(others[0])).ShouldBeOfType<TokenResult.Unavailable>()
            .RetryAfter.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(23));
        Grants.Spotify.Sent.Count.ShouldBe(sent + 1, "five failures open the breaker");
    }

    [Fact]
    public async Task A_lease_too_short_for_the_exchange_sends_no_token_and_is_released()
    {
        // The lease (twice the timeout, and 5 s) is a second shorter than the timeout of the exchange.
        Grants.Spotify.Timeout = TimeSpan.FromSeconds(-6);

        (await RefreshAsync()).ShouldBe(Unavailable(2));

        Grants.Spotify.Sent.ShouldBeEmpty();
        ShouldHaveNoLeaseOrIntent();
    }

    [Fact]
    public async Task Values_missing_in_a_response_stay_unchanged()
    {
        Grants.Spotify.Respond(new RefreshResult.Renewed(new TokenSet(new AccessToken("new"), null, null, null)));

        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>().Scopes.ShouldBe(["read"]);

        var row = await RowAsync();
        Decrypt(row).RefreshToken!.Reveal().ShouldBe("refresh first");
        row.RefreshFingerprint.ShouldBe(Grant.RefreshFingerprint);
        row.Scopes.ShouldBe(["read"]);
        row.AccessExpiresAt.ShouldBeNull();
    }

    private async Task ShouldBackOffForAsync(TimeSpan length, Func<TimeSpan, TokenResult> expected)
    {
        ShouldHaveNoLeaseOrIntent();
        (await RowAsync()).State.ShouldBe(GrantState.Active);
        Grants.Spotify.OnRefresh = null;
        Grants.Clock.Advance(length - Moment);
        (await RefreshAsync()).ShouldBe(expected(Moment));
        Grants.Spotify.Sent.Count.ShouldBe(1);
        Grants.Clock.Advance(Moment);
        (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>();
    }
}
