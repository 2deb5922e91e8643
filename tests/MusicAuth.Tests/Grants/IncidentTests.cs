using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>C2, R8: one invalid_grant during an incident of the provider is not final.</summary>
public sealed class IncidentTests : RefusedGrantsTest
{
    [Fact]
    public async Task C2_one_invalid_grant_soon_after_a_failure_of_the_provider_is_tried_once_more()
    {
        var grants = await OldOnesAsync(2);
        await FailAsync(grants[0]);
        Custody.Clock.Advance(ProviderIncidents.Near - TimeSpan.FromMilliseconds(1));
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());

        (await Custody.RefreshAsync(grants[1])).ShouldBeOfType<TokenResult.ReauthorizationRequired>();

        await HealsInAnHourAsync(grants[1]);
    }

    [Fact]
    public async Task C2_one_invalid_grant_shortly_before_a_failure_of_the_provider_is_tried_once_more()
    {
        var grants = await OldOnesAsync(3);
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());
        await Custody.RefreshAsync(grants[0]);
        (await Custody.FindAsync(grants[0]))!.RetryAt.ShouldBeNull();
        Custody.Clock.Advance(ProviderIncidents.Near - TimeSpan.FromMilliseconds(1));

        await FailAsync(grants[1]);

        await HealsInAnHourAsync(grants[0]);
    }

    [Fact]
    public async Task C2_the_same_grants_failure_makes_it_a_loss_and_that_is_tried_once_more_too()
    {
        var grants = await OldOnesAsync(3);
        await FailAsync(grants[0]);
        Custody.Clock.Advance(TimeSpan.FromSeconds(2));
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());

        (await Custody.RefreshAsync(grants[0])).ShouldBe(
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.LostInFlight));

        await HealsInAnHourAsync(grants[0]);
    }

    [Fact]
    public async Task C2_an_invalid_grant_far_from_any_failure_is_final()
    {
        var grants = await OldOnesAsync(4);
        await FailAsync(grants[0]);
        Custody.Clock.Advance(ProviderIncidents.Near);
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());
        await Custody.RefreshAsync(grants[1]);
        Custody.Clock.Advance(ProviderIncidents.Near);
        await FailAsync(grants[2]);

        (await Custody.FindAsync(grants[1]))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task C2_a_failure_at_another_provider_or_on_the_wire_says_nothing()
    {
        var grants = await OldOnesAsync(3);
        var deezer = await Custody.ConsentAsync(provider: "deezer");
        Custody.Clock.Advance(CustodyUnderTest.Life);
        Custody.Deezer.Say(Failure);
        await Custody.RefreshAsync(deezer);
        Custody.Spotify.Say(new RefreshResult.Transient(Undecided: true));
        await Custody.RefreshAsync(grants[0]);
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());
        await Custody.RefreshAsync(grants[1]);

        (await Custody.FindAsync(grants[1]))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task C2_a_consent_that_has_ended_by_its_age_is_not_tried_again()
    {
        var grants = await OldOnesAsync(3);
        Custody.Clock.Advance(ToldTokenEndpoint.Consent);
        await FailAsync(grants[0]);
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());
        await Custody.RefreshAsync(grants[1]);

        var row = (await Custody.FindAsync(grants[1]))!;
        (row.Reason, row.RetryAt).ShouldBe((ReauthorizationReason.ConsentExpired, null));
    }
}
