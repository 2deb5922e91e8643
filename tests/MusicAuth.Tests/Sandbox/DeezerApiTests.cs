using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class DeezerApiTests
{
    [Fact]
    public async Task A_token_is_accepted_only_in_the_query()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/deezer/user/me");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await sandbox.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["code"]!).ShouldBe(200);
        ((string)(await sandbox.DeezerAsync($"/user/me?access_token={token}"))["name"]!).ShouldBe("Dora");
    }

    [Fact]
    public async Task A_token_expires_unless_it_has_offline_access()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var forever = await sandbox.DeezerSignInAsync("dora");
        var hour = await sandbox.DeezerSignInAsync("dora", "basic_access");
        sandbox.Clock.Advance(TimeSpan.FromDays(400));
        (await sandbox.DeezerAsync($"/user/me?access_token={forever}"))["id"].ShouldNotBeNull();
        ((int)(await sandbox.DeezerAsync($"/user/me?access_token={hour}"))["error"]!["code"]!).ShouldBe(300);
        await sandbox.ControlAsync(HttpMethod.Put, "users", """{"revoke":{"provider":"deezer","person":"dora"}}""");
        ((int)(await sandbox.DeezerAsync($"/user/me?access_token={forever}"))["error"]!["code"]!).ShouldBe(300);
    }

    [Fact]
    public async Task Links_carry_the_callers_token_and_are_absent_at_the_ends()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma");
        var first = (await sandbox.DeezerAsync($"/user/me/playlists?access_token={token}")).AsObject();
        first.ShouldNotContainKey("prev");
        (first["data"]!.AsArray().Count, (int)first["total"]!).ShouldBe((25, 28));
        ((string)first["next"]!).ShouldEndWith($"/deezer/user/me/playlists?access_token={token}&index=25");
        first["data"]!.AsArray().Count(list => (bool)list!["is_loved_track"]!).ShouldBe(1);
        var last = JsonNode.Parse(await sandbox.Http.GetStringAsync((string)first["next"]!))!.AsObject();
        last.ShouldNotContainKey("next");
        ((string)last["prev"]!).ShouldContain(token);
        last["data"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_history_has_fifty_tracks_on_a_page_and_needs_its_permission()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma", "basic_access,listening_history");
        var other = await sandbox.DeezerSignInAsync("alma");
        var page = await sandbox.DeezerAsync($"/user/me/history?access_token={token}");
        (page["data"]!.AsArray().Count, (int)page["total"]!).ShouldBe((50, 120));
        ((string)page["next"]!).ShouldContain("index=50");
        page["data"]!.AsArray().ShouldAllBe(track => (long)track!["timestamp"]! > 0);
        ((int)(await sandbox.DeezerAsync($"/user/me/history?access_token={other}"))["error"]!["code"]!).ShouldBe(200);
    }

    [Theory]
    [InlineData("albums", "album")]
    [InlineData("artists", "artist")]
    public async Task Favourite_albums_and_artists_are_lists_like_the_favourite_tracks(string list, string kind)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma");

        var page = await sandbox.DeezerAsync($"/user/me/{list}?access_token={token}");

        (page["data"]!.AsArray().Count, (int)page["total"]!).ShouldBe((25, 120));
        page["data"]!.AsArray().ShouldAllBe(item => (string)item!["type"]! == kind && (long)item!["time_add"]! > 0);
        page["data"]!.AsArray().DistinctBy(item => (long)item!["id"]!).Count().ShouldBe(25);
        ((string)page["next"]!).ShouldEndWith($"/deezer/user/me/{list}?access_token={token}&index=25");
        ((int)(await sandbox.DeezerAsync($"/user/me/{list}"))["error"]!["code"]!).ShouldBe(200);
    }

    [Fact]
    public async Task Slashes_are_escaped_as_in_PHP()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma");
        (await sandbox.Http.GetStringAsync($"/deezer/user/me/tracks?limit=1&access_token={token}"))
            .ShouldContain($"""\/deezer\/user\/me\/tracks?access_token={token}&limit=1&index=1""");
    }

    [Fact]
    public async Task A_list_continues_after_a_short_page_while_next_exists()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("cleo");
        var pages = 0;
        var ids = new List<long>();
        for (var url = $"/deezer/user/me/tracks?access_token={token}"; url is not null; pages++)
        {
            var page = JsonNode.Parse(await sandbox.Http.GetStringAsync(url))!;
            page["data"]!.AsArray().Count.ShouldBeLessThan(25);
            ids.AddRange(page["data"]!.AsArray().Select(track => (long)track!["id"]!));
            page["data"]!.AsArray().ShouldContain(track => !(bool)track!["readable"]!);
            url = (string?)page["next"];
        }

        (pages, ids.Distinct().Count(), ids.Count).ShouldBe((3, 53, 53));
    }

    [Fact]
    public async Task An_isrc_is_in_playlists_but_not_in_favourites()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora");
        var favorite = (await sandbox.DeezerAsync($"/user/me/tracks?access_token={token}"))["data"]![0]!.AsObject();
        favorite.ShouldNotContainKey("isrc");
        var lists = (await sandbox.DeezerAsync($"/user/me/playlists?access_token={token}"))["data"]!.AsArray();
        var tracks = await sandbox.DeezerAsync($"/playlist/{lists[1]!["id"]}/tracks?access_token={token}");
        ((string)tracks["data"]![0]!["isrc"]!).Length.ShouldBe(12);
        ((int)tracks["total"]!).ShouldBe((int)lists[1]!["nb_tracks"]!);
    }

    [Fact]
    public async Task Only_the_owner_reads_a_private_playlist()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (dora, alma) = (await sandbox.DeezerSignInAsync("dora"), await sandbox.DeezerSignInAsync("alma"));
        var lists = (await sandbox.DeezerAsync($"/user/me/playlists?access_token={dora}"))["data"]!.AsArray();
        var open = lists.First(list => (bool)list!["public"]!)!["id"];
        var hidden = lists.First(list => !(bool)list!["public"]!)!["id"];
        (await sandbox.DeezerAsync($"/playlist/{open}/tracks"))["data"].ShouldNotBeNull();
        (await sandbox.DeezerAsync($"/playlist/{hidden}/tracks?access_token={dora}"))["data"].ShouldNotBeNull();
        ((int)(await sandbox.DeezerAsync($"/playlist/{hidden}/tracks?access_token={alma}"))["error"]!["code"]!)
            .ShouldBe(800);
    }

    [Fact]
    public async Task The_51st_request_in_five_seconds_exceeds_the_quota_with_status_200()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora");
        async Task<int?> CodeAsync() =>
            (int?)(await sandbox.DeezerAsync($"/user/me?access_token={token}"))["error"]?["code"];
        for (var i = 0; i < 50; i++) (await CodeAsync()).ShouldBeNull();
        (await CodeAsync()).ShouldBe(4);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        (await CodeAsync()).ShouldBeNull();
        await sandbox.FaultsAsync("""{"deezer_quota":false}""");
        for (var i = 0; i < 60; i++) (await CodeAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("/user/me/playlists?limit=x", 500)]
    [InlineData("/no/such/thing", 600)]
    [InlineData("/playlist/1", 800)]
    [InlineData("/search", 501)]
    public async Task Each_invalid_request_has_its_error_code(string path, int code)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora");
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        ((int)(await sandbox.DeezerAsync($"{path}{separator}access_token={token}"))["error"]!["code"]!).ShouldBe(code);
    }

    [Fact]
    public async Task The_recorded_headers_are_sent_without_CORS_headers()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync("/deezer/search?q=tide");
        answer.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("dzr_uniq_id=");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Headers.ETag.ShouldBeNull();
    }

    [Fact]
    public async Task A_write_needs_manage_library()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (reader, writer) = (await sandbox.DeezerSignInAsync("dora"),
            await sandbox.DeezerSignInAsync("dora", "basic_access,manage_library"));
        async Task<string> AddAsync(string token)
        {
            using var answer = await sandbox.Http.PostAsync(
                $"/deezer/user/me/tracks?track_id=1000000005&access_token={token}", content: null);
            return await answer.Content.ReadAsStringAsync();
        }

        (await AddAsync(reader)).ShouldContain("\"code\":200");
        (await AddAsync(writer)).ShouldBe("true");
    }
}
