using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class DeezerWriteTests
{
    private const string Perms = "basic_access,manage_library,delete_library";

    [Fact]
    public async Task A_favourite_comes_first_and_goes_again()
    {
        await using var world = await SandboxWorld.StartAsync();
        var token = await world.DeezerSignInAsync("dora", Perms);
        async Task<JsonNode> FavoritesAsync() => await world.DeezerAsync($"/user/me/tracks?access_token={token}");
        (await world.DeezerWriteAsync("POST", $"/user/me/tracks?track_id=1000000005&access_token={token}"))!
            .ToJsonString().ShouldBe("true");
        var now = await FavoritesAsync();
        ((int)now["total"]!, (long)now["data"]![0]!["id"]!).ShouldBe((81, 1_000_000_005));
        (await world.DeezerWriteAsync("DELETE", $"/user/me/tracks?track_id=1000000005&access_token={token}"))!
            .ToJsonString().ShouldBe("true");
        ((int)(await FavoritesAsync())["total"]!).ShouldBe(80);
    }

    [Fact]
    public async Task A_playlist_is_made_filled_and_deleted()
    {
        await using var world = await SandboxWorld.StartAsync();
        var token = await world.DeezerSignInAsync("dora", Perms);
        var made = await world.DeezerWriteAsync("POST", $"/user/me/playlists?title=S%C3%B8ndag&access_token={token}");
        made!.AsObject().Select(member => member.Key).ShouldBe(["id"]);
        var tracks = $"/playlist/{made["id"]}/tracks?access_token={token}";
        (await world.DeezerWriteAsync("POST", tracks + "&songs=1000000005,1000000007"))!.ToJsonString()
            .ShouldBe("true");
        (await world.DeezerWriteAsync("DELETE", tracks + "&songs=1000000005"))!.ToJsonString().ShouldBe("true");
        var held = await world.DeezerAsync(tracks);
        held["data"]!.AsArray().Select(track => (long)track!["id"]!).ShouldBe([1_000_000_007]);
        var lists = await world.DeezerAsync($"/user/me/playlists?access_token={token}");
        var first = lists["data"]![0]!;
        ((int)lists["total"]!, (string?)first["title"], (int)first["nb_tracks"]!).ShouldBe((13, "Søndag", 1));
        await world.DeezerWriteAsync("DELETE", $"/playlist/{made["id"]}?access_token={token}");
        ((int)(await world.DeezerAsync(tracks))["error"]!["code"]!).ShouldBe(800);
    }

    [Theory]
    [InlineData("POST", "/user/me/tracks?", 501)]
    [InlineData("POST", "/user/me/tracks?track_id=x&", 500)]
    [InlineData("POST", "/user/me/tracks?track_id=5&", 800)]
    [InlineData("POST", "/user/me/playlists?", 501)]
    [InlineData("POST", "/playlist/1/tracks?songs=1000000005&", 800)]
    [InlineData("POST", "/playlist/6001000001/tracks?songs=1000000005&", 200)]
    public async Task What_cannot_be_written_has_its_code(string method, string path, int code)
    {
        await using var world = await SandboxWorld.StartAsync();
        var token = await world.DeezerSignInAsync("dora", Perms);
        var answer = await world.DeezerWriteAsync(method, $"{path}access_token={token}");
        ((int)answer!["error"]!["code"]!).ShouldBe(code);
    }

    [Fact]
    public async Task Adding_is_one_permission_and_removing_another()
    {
        await using var world = await SandboxWorld.StartAsync();
        var token = await world.DeezerSignInAsync("dora", "basic_access,manage_library");
        var answer = await world.DeezerWriteAsync("DELETE", $"/user/me/tracks?track_id=5&access_token={token}");
        ((int)answer!["error"]!["code"]!).ShouldBe(200);
    }

    [Fact]
    public async Task A_parameter_makes_a_write_of_a_get()
    {
        await using var world = await SandboxWorld.StartAsync();
        var token = await world.DeezerSignInAsync("dora", Perms);
        var made = await world.Http.GetStringAsync(
            $"/deezer/user/me/tracks?track_id=1000000005&request_method=post&access_token={token}");
        made.ShouldBe("true");
        ((int)(await world.DeezerAsync($"/user/me/tracks?access_token={token}"))["total"]!).ShouldBe(81);
    }

    [Theory]
    [InlineData("output=jsonp&callback=ondata", "text/javascript", "ondata({", "access_token=")]
    [InlineData("output=jsonp", "text/javascript", "callback({", "access_token=")]
    [InlineData("output=xml", "text/xml", "<root><data><id>", "access_token=")]
    public async Task A_parameter_makes_another_form_of_the_answer_token_and_all(
        string query, string type, string begin, string held)
    {
        await using var world = await SandboxWorld.StartAsync();
        var token = await world.DeezerSignInAsync("alma", Perms);
        using var answer = await world.Http.GetAsync($"/deezer/user/me/tracks?{query}&access_token={token}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var text = (await answer.Content.ReadAsStringAsync()).ReplaceLineEndings("").Replace("  ", "");
        text.ShouldContain(begin);
        text.ShouldContain(held + token);
    }
}
