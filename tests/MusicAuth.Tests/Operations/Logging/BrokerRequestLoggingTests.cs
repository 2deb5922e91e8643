using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Logging;

public sealed class BrokerRequestLoggingTests
{
    [Fact]
    public async Task A_line_contains_route_provider_and_user_and_no_text_of_the_caller()
    {
        await using var broker = await Broker.StartAsync();
        using var browser = await broker.SignedInAsync("dora", "spotify");
        var user = (await browser.GetAsync("/me")).GetProperty("user").GetProperty("id").GetString();

        await browser.GetAsync("/me/playlists?provider=spotify&limit=7");
        await browser.GetAsync("/me/playlists?provider=tidal-made-up", System.Net.HttpStatusCode.NotFound);
        await browser.GetAsync("/me/playlists/spotify/madeupid/tracks", System.Net.HttpStatusCode.NotFound);

        var lines = broker.Log.All.Where(line => line.Contains("/me/playlists")).ToList();
        lines.Count.ShouldBe(3);
        lines.ShouldAllBe(line => line.Contains(user!));
        lines.Count(line => line.Contains("\"Provider\":\"spotify\"")).ShouldBe(2);
        foreach (var invented in new[] { "made-up", "madeupid", "limit" })
            broker.Log.All.ShouldAllBe(line => !line.Contains(invented));
        broker.Log.All.Where(line => line.Contains("/callback/{provider}")).ShouldHaveSingleItem()
            .ShouldContain("\"Provider\":\"spotify\"");
    }
}
