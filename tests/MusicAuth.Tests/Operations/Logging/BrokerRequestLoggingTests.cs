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

    [Fact]
    public async Task Files_of_the_page_health_and_304_have_no_line()
    {
        await using var broker = await Broker.StartAsync();
        using var browser = await broker.SignedInAsync("dora", "spotify");
        using var list = await browser.Client.GetAsync("/me/playlists?provider=spotify");
        var before = broker.Log.All.Count();

        string[] quiet =
        [
            "/", "/login", "/app.css", "/js/main.js", "/js/version.js", "/docs", "/docs/scalar.js", "/health/live",
        ];
        foreach (var path in quiet)
        {
            using var answer = await browser.Client.GetAsync(path);
            answer.EnsureSuccessStatusCode();
        }

        using var again = new HttpRequestMessage(HttpMethod.Get, "/me/playlists?provider=spotify");
        again.Headers.IfNoneMatch.Add(list.Headers.ETag!);
        using var unchanged = await browser.Client.SendAsync(again);

        unchanged.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotModified);
        broker.Log.All.Skip(before).ShouldBeEmpty();
        (await browser.GetAsync("/nothing", System.Net.HttpStatusCode.NotFound)).GetProperty("code").GetString()
            .ShouldBe("not_found");
        broker.Log.All.Skip(before).ShouldHaveSingleItem().ShouldContain("(none)");
    }
}
