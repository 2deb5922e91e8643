using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R8: one invalid_grant during an incident of the provider is not final.</summary>
public sealed class ProviderIncidentTests : RefusedGrantsTest
{
    [Fact]
    public async Task One_invalid_grant_soon_after_a_failure_of_the_provider_is_tried_once_more()
    {
        var grants = await ExpiredGrantsAsync(2);
        await FailAsync(grants[0]);
        Grants.Clock.Advance(TokenEndpointHistory.Window - TimeSpan.FromMilliseconds(1));
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        (await Grants.RefreshAsync(grants[1])).ShouldBeOfType<TokenResult.ReauthorizationRequired>();

        await ShouldRecoverInAnHourAsync(grants[1]);
    }

    [Fact]
    public async Task One_invalid_grant_shortly_before_a_failure_of_the_provider_is_tried_once_more()
    {
        var grants = await ExpiredGrantsAsync(3);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Grants.RefreshAsync(grants[0]);
        (await Grants.FindAsync(grants[0]))!.RetryAt.ShouldBeNull();
        Grants.Clock.Advance(TokenEndpointHistory.Window - TimeSpan.FromMilliseconds(1));

        await FailAsync(grants[1]);

        await ShouldRecoverInAnHourAsync(grants[0]);
    }

    [Fact]
    public async Task A_loss_after_a_failure_of_the_same_grant_is_tried_once_more_too()
    {
        var grants = await ExpiredGrantsAsync(3);
        await FailAsync(grants[0]);
        Grants.Clock.Advance(TimeSpan.FromSeconds(2));
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        (await Grants.RefreshAsync(grants[0])).ShouldBe(
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.LostInFlight));

        await ShouldRecoverInAnHourAsync(grants[0]);
    }

    [Fact]
    public async Task A_loss_shortly_before_a_failure_of_the_provider_is_tried_once_more_too()
    {
        var grants = await ExpiredGrantsAsync(3);
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: true));
        await Grants.RefreshAsync(grants[0]);
        Grants.Clock.Advance(TimeSpan.FromSeconds(2));
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        (await Grants.RefreshAsync(grants[0])).ShouldBe(
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.LostInFlight));
        (await Grants.FindAsync(grants[0]))!.RetryAt.ShouldBeNull();

        await FailAsync(grants[1]);

        await ShouldRecoverInAnHourAsync(grants[0]);
    }

    [Fact]
    public async Task An_invalid_grant_far_from_any_failure_is_final()
    {
        var grants = await ExpiredGrantsAsync(4);
        await FailAsync(grants[0]);
        Grants.Clock.Advance(TokenEndpointHistory.Window);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Grants.RefreshAsync(grants[1]);
        Grants.Clock.Advance(TokenEndpointHistory.Window);
        await FailAsync(grants[2]);

        (await Grants.FindAsync(grants[1]))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_of_another_provider_or_the_network_does_not_count()
    {
        var grants = await ExpiredGrantsAsync(3);
        var deezer = await Grants.ConsentAsync(provider: "deezer");
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
        Grants.Deezer.Respond(Failure);
        await Grants.RefreshAsync(deezer);
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: true));
        await Grants.RefreshAsync(grants[0]);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Grants.RefreshAsync(grants[1]);

        (await Grants.FindAsync(grants[1]))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_expired_consent_is_not_tried_again()
    {
        var grants = await ExpiredGrantsAsync(3);
        Grants.Clock.Advance(StubTokenEndpoint.ConsentLifetime);
        await FailAsync(grants[0]);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Grants.RefreshAsync(grants[1]);

        var row = (await Grants.FindAsync(grants[1]))!;
        (row.Reason, row.RetryAt).ShouldBe((ReauthorizationReason.ConsentExpired, null));
    }
}
