using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyCatalogueTests
{
    [Fact]
    public async Task Albums_contain_their_tracks_and_artists_contain_their_albums()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        var track = (await sandbox.SpotifyJsonAsync(access, "/me/tracks"))["items"]![0]!["track"]!;
        var album = await sandbox.SpotifyJsonAsync(access, $"/albums/{track["album"]!["id"]}");
        album["tracks"]!["items"]!.AsArray().Select(each => (string?)each!["id"]).ShouldContain((string?)track["id"]);
        ((int)album["tracks"]!["total"]!).ShouldBe((int)album["total_tracks"]!);
        var songs = await sandbox.SpotifyJsonAsync(access, $"/albums/{album["id"]}/tracks?limit=4&offset=4");
        (songs["items"]!.AsArray().Count, ((string)songs["next"]!).EndsWith("/tracks?offset=8&limit=4"))
            .ShouldBe((4, true));
        var albums = await sandbox.SpotifyJsonAsync(access, $"/artists/{track["artists"]![0]!["id"]}/albums");
        albums["items"]!.AsArray().Select(each => (string?)each!["id"]).ShouldContain((string?)album["id"]);
        ((string?)(await sandbox.SpotifyJsonAsync(access, $"/artists/{track["artists"]![0]!["id"]}"))["name"])
            .ShouldBe((string?)track["artists"]![0]!["name"]);
    }

    [Fact]
    public async Task A_search_has_a_page_of_at_most_ten_items_for_each_type()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        var found = await sandbox.SpotifyJsonAsync(access, "/search?q=blå%20tide&type=track,artist,playlist&limit=10");
        found.AsObject().Select(member => member.Key).ShouldBe(["tracks", "artists", "playlists"]);
        found["tracks"]!["items"]!.AsArray().Count.ShouldBe(10);
        ((string)found["artists"]!["next"]!).ShouldContain("/search?q=bl%C3%A5%20tide&type=artist&offset=10&limit=10");
        ((int)found["playlists"]!["total"]!).ShouldBe(0);
        foreach (var wrong in (string[])["q=x&type=track&limit=11", "q=x", "type=track", "q=x&type=song"])
            ((int)(await sandbox.SpotifyAsync(access, "/search?" + wrong)).StatusCode).ShouldBe(400, wrong);
    }

    [Fact]
    public async Task A_request_with_the_current_ETag_of_a_playlist_gets_a_304()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", "playlist-read-private playlist-modify-public");
        var id = (await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![1]!["id"];
        using var first = await sandbox.SpotifyAsync(access, $"/playlists/{id}");
        first.Headers.CacheControl!.ToString().ShouldBe("max-age=0, private");
        async Task<int> AgainAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/spotify/v1/playlists/{id}");
            request.Headers.Authorization = new("Bearer", access);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var answer = await sandbox.Http.SendAsync(request);
            answer.Headers.ETag.ShouldNotBeNull();
            return (int)answer.StatusCode;
        }

        (await AgainAsync()).ShouldBe(304);
        await sandbox.SpotifyWriteAsync(access, "PUT", $"/playlists/{id}", """{"name":"Other"}""");
        (await AgainAsync()).ShouldBe(200);
    }

    [Fact]
    public async Task The_member_names_from_before_2026_can_be_left_out_everywhere()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        var id = (await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![1]!["id"];
        var paths = new[] { $"/playlists/{id}", "/me/playlists", $"/playlists/{id}/items" };
        foreach (var path in paths) OldNamesIn(await sandbox.SpotifyJsonAsync(access, path)).ShouldNotBeEmpty(path);
        await sandbox.FaultsAsync("""{"spotify_aliases":false}""");
        foreach (var path in paths) OldNamesIn(await sandbox.SpotifyJsonAsync(access, path)).ShouldBeEmpty(path);
    }

    // An item can also have the boolean `track`, which states its kind and is no old name.
    private static IEnumerable<string> OldNamesIn(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(member => member.Key is "tracks" or "track" && member.Value is JsonObject)
            .Select(member => member.Key).Concat(members.SelectMany(member => OldNamesIn(member.Value))),
        JsonArray items => items.SelectMany(OldNamesIn),
        _ => [],
    };
}
