using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyPlaylistWriteTests
{
    private const string Scope =
        "playlist-read-private playlist-modify-public playlist-modify-private user-library-read";

    [Fact]
    public async Task A_playlist_is_created_filled_reordered_emptied_and_renamed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var uris = await UrisAsync(sandbox, access, "/me/tracks?limit=3", "track");

        using var created = await sandbox.SpotifyAsync(
            access, "/me/playlists", "POST", """{"name":"Søndag","public":false}""");
        ((int)created.StatusCode).ShouldBe(201);
        var list = JsonNode.Parse(await created.Content.ReadAsStringAsync())!;
        created.Headers.Location!.ToString().ShouldBe((string?)list["href"]);
        ((string?)list["name"], (bool)list["public"]!, (int)list["items"]!["total"]!).ShouldBe(("Søndag", false, 0));
        var first = (await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![0]!;
        ((string?)first["id"]).ShouldBe((string?)list["id"]);

        var items = $"/playlists/{list["id"]}/items";
        var (added, snapshot) = await sandbox.SpotifyWriteAsync(
            access, "POST", items, $$"""{"uris":["{{uris[0]}}","{{uris[1]}}"]}""");
        (added, (string?)snapshot!["snapshot_id"] == (string?)list["snapshot_id"]).ShouldBe((201, false));
        await sandbox.SpotifyWriteAsync(access, "POST", $"{items}?position=0&uris={uris[2]}");
        (await UrisAsync(sandbox, access, items, "item")).ShouldBe([uris[2], uris[0], uris[1]]);
        var (moved, _) = await sandbox.SpotifyWriteAsync(
            access, "PUT", items, """{"range_start":0,"insert_before":3}""");
        moved.ShouldBe(200);
        (await UrisAsync(sandbox, access, items, "item")).ShouldBe(uris);
        await sandbox.SpotifyWriteAsync(access, "DELETE", items, $$"""{"items":[{"uri":"{{uris[1]}}"}]}""");
        (await UrisAsync(sandbox, access, items, "item")).ShouldBe([uris[0], uris[2]]);
        await sandbox.SpotifyWriteAsync(access, "PUT", items, """{"uris":[]}""");
        (await UrisAsync(sandbox, access, items, "item")).ShouldBeEmpty();

        var changed = await sandbox.SpotifyWriteAsync(
            access, "PUT", $"/playlists/{list["id"]}", """{"name":"Monday","description":"Grey"}""");
        changed.ShouldBe((200, null));
        var now = await sandbox.SpotifyJsonAsync(access, $"/playlists/{list["id"]}");
        ((string?)now["name"], (string?)now["description"]).ShouldBe(("Monday", "Grey"));
    }

    [Fact]
    public async Task A_track_is_removed_from_an_existing_playlist()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var list = (await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![1]!;
        var items = $"/playlists/{list["id"]}/items";
        var before = await UrisAsync(sandbox, access, items + "?limit=50", "item");
        await sandbox.SpotifyWriteAsync(access, "DELETE", items, $$"""{"items":[{"uri":"{{before[2]}}"}]}""");
        (await UrisAsync(sandbox, access, items + "?limit=50", "item"))[..3]
            .ShouldBe([before[0], before[1], before[3]]);
        var after = await sandbox.SpotifyJsonAsync(access, $"/playlists/{list["id"]}");
        ((int)after["items"]!["total"]!).ShouldBe((int)list["items"]!["total"]! - 1);
        ((string?)after["snapshot_id"]).ShouldNotBe((string?)list["snapshot_id"]);
    }

    [Theory]
    [InlineData("POST", "/me/playlists", "{\"name\":", 400, "Error parsing JSON.")]
    [InlineData("POST", "/me/playlists", "[]", 400, "Error parsing JSON.")]
    [InlineData("POST", "/me/playlists", "{}", 400, "Missing required field: name")]
    [InlineData("POST", "/me/playlists", "{\"name\":5}", 400, "Invalid field value")]
    [InlineData("POST", "/me/playlists", "{\"name\":\"x\",\"collaborative\":true}", 400,
        "Collaborative playlists can only be private")]
    [InlineData("POST", "/playlists/own/items", "{}", 400, "No uris provided")]
    [InlineData("POST", "/playlists/own/items", "{\"uris\":[\"spotify:album:x\"]}", 400,
        "JSON body contains an invalid track uri: spotify:album:x")]
    [InlineData("POST", "/playlists/own/items?position=900&uris=", "{}", 400, "No uris provided")]
    [InlineData("DELETE", "/playlists/own/items", "{\"tracks\":[]}", 400, "Missing required field: items")]
    [InlineData("PUT", "/playlists/own/items", "{}", 400, "Either uris or range_start is needed")]
    [InlineData("PUT", "/playlists/own/items", "{\"range_start\":0,\"insert_before\":999}", 400,
        "Index out of bounds.")]
    [InlineData("POST", "/playlists/nobodys/items", "{}", 404, "Resource not found")]
    [InlineData("POST", "/playlists/strangers/items", "{}", 403, "Forbidden")]
    [InlineData("PUT", "/playlists/strangers", "{\"name\":\"x\"}", 403, "Forbidden")]
    public async Task An_invalid_write_is_refused_with_its_reason(
        string method, string path, string json, int status, string message)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var (alma, _) = await sandbox.SignInAsync("alma");
        async Task<string> SecondAsync(string token) =>
            (string)(await sandbox.SpotifyJsonAsync(token, "/me/playlists"))["items"]![1]!["id"]!;
        path = path.Replace("own", await SecondAsync(access), StringComparison.Ordinal)
            .Replace("strangers", await SecondAsync(alma), StringComparison.Ordinal);
        var (seen, body) = await sandbox.SpotifyWriteAsync(access, method, path, json);
        (seen, (string?)body!["error"]!["message"]).ShouldBe((status, message));
    }

    [Fact]
    public async Task More_than_a_hundred_tracks_at_once_are_refused()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var uri = (await UrisAsync(sandbox, access, "/me/tracks", "track"))[0];
        var id = (await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![1]!["id"];
        async Task<int> AddAsync(int count) => (await sandbox.SpotifyWriteAsync(
            access, "POST", $"/playlists/{id}/items",
            $$"""{"uris":[{{string.Join(',', Enumerable.Repeat($"\"{uri}\"", count))}}]}""")).Status;
        (await AddAsync(101), await AddAsync(100)).ShouldBe((400, 201));
    }

    [Theory]
    [InlineData("playlist-modify-private", true)]
    [InlineData("playlist-modify-public", false)]
    [InlineData("user-library-modify", true)]
    public async Task The_scope_must_match_the_visibility_of_the_playlist(string scope, bool isPublic)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", scope);
        var (status, body) = await sandbox.SpotifyWriteAsync(access, "POST", "/me/playlists",
            new JsonObject { ["name"] = "x", ["public"] = isPublic }.ToJsonString());
        (status, (string?)body!["error"]!["message"]).ShouldBe((403, "Insufficient client scope"));
    }

    [Theory]
    [InlineData("POST", "/users/dora.sandbox/playlists")]
    [InlineData("POST", "/playlists/x/tracks")]
    [InlineData("DELETE", "/playlists/x/tracks")]
    [InlineData("PUT", "/playlists/x/followers")]
    [InlineData("PUT", "/me/albums")]
    [InlineData("DELETE", "/me/following")]
    [InlineData("GET", "/me/albums/contains")]
    [InlineData("GET", "/playlists/x/followers/contains")]
    public async Task The_removed_write_endpoints_are_forbidden(string method, string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var (status, body) = await sandbox.SpotifyWriteAsync(access, method, path, method == "GET" ? null : "{}");
        (status, (string?)body!["error"]!["message"]).ShouldBe((403, "Forbidden"));
    }

    private static async Task<string[]> UrisAsync(TestSandbox sandbox, string access, string path, string member) =>
        [.. (await sandbox.SpotifyJsonAsync(access, path))["items"]!.AsArray()
            .Select(item => (string)item![member]!["uri"]!)];
}
