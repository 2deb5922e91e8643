using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>The end of a consent with each provider.</summary>
public sealed class ConsentEndTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    [Fact]
    public void A_consent_with_Spotify_ends_after_180_days_which_is_never_later_than_six_calendar_months()
    {
        var spotify = Endpoint("spotify");
        var first = new DateTimeOffset(2023, 1, 1, 23, 59, 59, TimeSpan.Zero);

        foreach (var consent in Enumerable.Range(0, 4 * 366).Select(day => first.AddDays(day)))
        {
            var end = spotify.ReauthorizeBy(consent, accessExpiresAt: consent.AddHours(1)).ShouldNotBeNull();
            end.ShouldBe(consent.AddDays(180));
            end.ShouldBeLessThan(consent.AddMonths(6));
        }
    }

    [Fact]
    public void A_consent_with_Deezer_ends_with_its_token_or_never()
    {
        var deezer = Endpoint("deezer");
        var consent = new DateTimeOffset(2026, 8, 31, 12, 0, 0, TimeSpan.Zero);

        deezer.ReauthorizeBy(consent, accessExpiresAt: null).ShouldBeNull();
        deezer.ReauthorizeBy(consent, consent.AddHours(1)).ShouldBe(consent.AddHours(1));
    }

    private ITokenEndpoint Endpoint(string provider) =>
        shared.Broker.Services.GetServices<ITokenEndpoint>().Single(endpoint => endpoint.Provider == provider);
}
