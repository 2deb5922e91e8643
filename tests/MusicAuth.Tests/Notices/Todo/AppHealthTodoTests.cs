using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>A provider app that the provider rejects is an item for a session of the owner only.</summary>
public sealed class AppHealthTodoTests() : TodoTest
{
    private const string Playlists = "/me/playlists?provider=spotify&limit=1";

    [Fact]
    public async Task The_item_lasts_until_the_provider_accepts_the_app_again()
    {
        using var owner = Broker.NewBrowser();
        var claim = await Broker.NewOwnerLinkAsync();
        (await owner.TrySignInAsync("spotify", "person=alma", $"?claim={claim}")).ShouldBe("/");
        using var ownersApp = owner.NewApp(await owner.NewKeyAsync(["connections:read", "library:read"]));
        await Broker.FaultAsync(
            new { kind = "forbidden", provider = "spotify", on = "api", text = "Premium subscription required" });
        await owner.GetAsync(Playlists, HttpStatusCode.ServiceUnavailable);
        var since = Broker.Clock.GetUtcNow();
        Broker.Clock.Advance(TimeSpan.FromHours(2));

        var item = (await ItemsAsync(owner.Client)).ShouldHaveSingleItem();

        (Text(item, "code"), Text(item, "severity"), Text(item, "id"))
            .ShouldBe(("app_unhealthy", "critical", "app_unhealthy:spotify"));
        Text(item, "detail")!.ShouldContain("Premium");
        item.GetProperty("since").GetDateTimeOffset().ShouldBe(since, TimeSpan.FromSeconds(1));
        (await ItemsAsync(ownersApp)).ShouldBeEmpty("a key never gets the items of an owner");
        (await ItemsAsync(Dora.Client)).ShouldBeEmpty("dora does not own the instance");

        await Broker.FaultAsync();
        await owner.GetAsync(Playlists);

        (await ItemsAsync(owner.Client)).ShouldBeEmpty();
    }
}
