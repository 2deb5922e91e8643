using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

public sealed class MassRevocationTodoTests() : TodoTest
{
    private static readonly string[] Others = ["alma", "basil", "cleo"];

    [Fact]
    public async Task The_item_of_a_consent_that_ended_with_many_others_names_the_service_as_the_cause()
    {
        await Broker.PutAsync("users", new { people = Others.Select(name => new { name }) });
        Browser[] others = await Task.WhenAll(Others.Select(name => Broker.SignedInAsync(name, "spotify")));
        foreach (var (name, other) in Others.Zip(others))
        {
            await UseRevokedAsync(other, name);
            other.Dispose();
        }

        // After three refusals of four grants, the broker suspends refreshes for a quarter of an hour.
        Broker.Clock.Advance(TimeSpan.FromMinutes(16));
        await UseRevokedAsync(Dora, "dora");

        var item = (await ItemsAsync()).ShouldHaveSingleItem();
        Text(item, "code").ShouldBe("revoked_in_mass");
        Text(item, "detail")!.ShouldStartWith("Spotify has ended the consents of many users at once.");
        await FollowAsync(item);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    private async Task UseRevokedAsync(Browser browser, string user)
    {
        await Broker.PutAsync("users", new { revoke = new { provider = "spotify", person = user } });
        await browser.GetAsync("/me/playlists?provider=spotify", HttpStatusCode.Forbidden);
    }
}
