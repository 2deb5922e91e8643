using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class DeezerWriteTests
{
    private const string Perms = "basic_access,manage_library,delete_library";

    [Fact]
    public async Task An_added_favourite_is_the_first_and_can_be_removed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora", Perms);
        async Task<JsonNode> FavoritesAsync() => await sandbox.DeezerAsync($"/user/me/tracks?access_token={token}");
        (await sandbox.DeezerWriteAsync("POST", $"/user/me/tracks?track_id=1000000005&access_token={token}"))!
            .ToJsonString().ShouldBe("true");
        var now = await FavoritesAsync();
        ((int)now["total"]!, (long)now["data"]![0]!["id"]!).ShouldBe((81, 1_000_000_005));
        (await sandbox.DeezerWriteAsync("DELETE", $"/user/me/tracks?track_id=1000000005&access_token={token}"))!
            .ToJsonString().ShouldBe("true");
        ((int)(await FavoritesAsync())["total"]!).ShouldBe(80);
    }

    [Fact]
    public async Task A_playlist_is_created_filled_and_deleted()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora", Perms);
        var created = await sandbox.DeezerWriteAsync(
            "POST", $"/user/me/playlists?title=S%C3%B8ndag&access_token={token}");
        created!.AsObject().Select(member => member.Key).ShouldBe(["id"]);
        var tracks = $"/playlist/{created["id"]}/tracks?access_token={token}";
        (await sandbox.DeezerWriteAsync("POST", tracks + "&songs=1000000005,1000000007"))!.ToJsonString()
            .ShouldBe("true");
        (await sandbox.DeezerWriteAsync("DELETE", tracks + "&songs=1000000005"))!.ToJsonString().ShouldBe("true");
        var remaining = await sandbox.DeezerAsync(tracks);
        remaining["data"]!.AsArray().Select(track => (long)track!["id"]!).ShouldBe([1_000_000_007]);
        var lists = await sandbox.DeezerAsync($"/user/me/playlists?access_token={token}");
        var first = lists["data"]![0]!;
        ((int)lists["total"]!, (string?)first["title"], (int)first["nb_tracks"]!).ShouldBe((13, "Søndag", 1));
        await sandbox.DeezerWriteAsync("DELETE", $"/playlist/{created["id"]}?access_token={token}");
        ((int)(await sandbox.DeezerAsync(tracks))["error"]!["code"]!).ShouldBe(800);
    }

    [Theory]
    [InlineData("POST", "/user/me/tracks?", 501)]
    [InlineData("POST", "/user/me/tracks?track_id=x&", 500)]
    [InlineData("POST", "/user/me/tracks?track_id=5&", 800)]
    [InlineData("POST", "/user/me/playlists?", 501)]
    [InlineData("POST", "/playlist/1/tracks?songs=1000000005&", 800)]
    [InlineData("POST", "/playlist/6001000001/tracks?songs=1000000005&", 200)]
    public async Task Each_invalid_write_has_its_error_code(string method, string path, int code)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora", Perms);
        var answer = await sandbox.DeezerWriteAsync(method, $"{path}access_token={token}");
        ((int)answer!["error"]!["code"]!).ShouldBe(code);
    }

    [Fact]
    public async Task Removing_needs_another_permission_than_adding()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora", "basic_access,manage_library");
        var answer = await sandbox.DeezerWriteAsync("DELETE", $"/user/me/tracks?track_id=5&access_token={token}");
        ((int)answer!["error"]!["code"]!).ShouldBe(200);
    }

    [Fact]
    public async Task The_parameter_request_method_turns_a_GET_into_a_write()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("dora", Perms);
        var answer = await sandbox.Http.GetStringAsync(
            $"/deezer/user/me/tracks?track_id=1000000005&request_method=post&access_token={token}");
        answer.ShouldBe("true");
        ((int)(await sandbox.DeezerAsync($"/user/me/tracks?access_token={token}"))["total"]!).ShouldBe(81);
    }

    [Theory]
    [InlineData("output=jsonp&callback=ondata", "text/javascript", "ondata({", "access_token=")]
    [InlineData("output=jsonp", "text/javascript", "callback({", "access_token=")]
    [InlineData("output=xml", "text/xml", "<root><data><id>", "access_token=")]
    public async Task The_parameter_output_changes_the_format_of_a_response_and_leaves_the_token_in_it(
        string query, string type, string begin, string parameter)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma", Perms);
        using var answer = await sandbox.Http.GetAsync($"/deezer/user/me/tracks?{query}&access_token={token}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var text = (await answer.Content.ReadAsStringAsync()).ReplaceLineEndings("").Replace("  ", "");
        text.ShouldContain(begin);
        text.ShouldContain(parameter + token);
    }
}
