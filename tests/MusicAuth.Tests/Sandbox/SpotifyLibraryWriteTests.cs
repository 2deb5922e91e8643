using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

/// <summary>/me/library: a saved item is in the lists until it is removed.</summary>
public sealed class SpotifyLibraryWriteTests
{
    private const string Scope =
        "playlist-read-private playlist-modify-public user-library-read user-library-modify user-follow-modify";

    [Fact]
    public async Task A_saved_track_is_the_first_favourite_until_it_is_removed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var uri = await TrackAsync(sandbox, "alma");
        (await ContainsAsync(sandbox, access, uri)).ShouldBe([false]);

        (await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={uri}")).ShouldBe((200, null));
        (await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={uri}")).Status.ShouldBe(200);

        var saved = await sandbox.SpotifyJsonAsync(access, "/me/tracks");
        ((int)saved["total"]!).ShouldBe(81);
        ((string?)saved["items"]![0]!["track"]!["uri"]).ShouldBe(uri);
        ((string?)saved["items"]![0]!["added_at"]).ShouldBe("2026-08-31T12:00:00Z");
        (await ContainsAsync(sandbox, access, uri)).ShouldBe([true]);
        (await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={uri}")).Status.ShouldBe(200);
        ((int)(await sandbox.SpotifyJsonAsync(access, "/me/tracks"))["total"]!).ShouldBe(80);
    }

    [Fact]
    public async Task One_of_the_first_favourites_can_be_removed_and_the_others_stay_in_order()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var before = await UrisAsync(sandbox, access);
        await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={before[1]}");
        (await UrisAsync(sandbox, access)).Take(18).ShouldBe([before[0], .. before[2..19]]);
        await sandbox.ControlAsync(HttpMethod.Post, "reset");
        (access, _) = await sandbox.SignInAsync("dora", Scope);
        (await UrisAsync(sandbox, access)).ShouldBe(before);
    }

    [Fact]
    public async Task A_followed_playlist_comes_first_and_its_contents_stay_hidden()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var (alma, _) = await sandbox.SignInAsync("alma");
        var list = (await sandbox.SpotifyJsonAsync(alma, "/me/playlists"))["items"]![1]!;
        (await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={list["uri"]}")).Status.ShouldBe(200);
        var mine = await sandbox.SpotifyJsonAsync(access, "/me/playlists");
        ((int)mine["total"]!).ShouldBe(13);
        ((string?)mine["items"]![0]!["id"]).ShouldBe((string?)list["id"]);
        mine["items"]![0]!.AsObject().ShouldNotContainKey("items");
        await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={list["uri"]}");
        ((int)(await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["total"]!).ShouldBe(12);
    }

    [Fact]
    public async Task Saved_albums_are_a_list_of_their_own()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var album = (await sandbox.SpotifyJsonAsync(access, "/me/tracks"))["items"]![0]!["track"]!["album"]!;
        ((int)(await sandbox.SpotifyJsonAsync(access, "/me/albums"))["total"]!).ShouldBe(0);
        await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={album["uri"]}");
        var saved = await sandbox.SpotifyJsonAsync(access, "/me/albums");
        ((string?)saved["items"]![0]!["album"]!["id"]).ShouldBe((string?)album["id"]);
    }

    [Theory]
    [InlineData("", 400, "Missing required field: uris")]
    [InlineData("?uris=", 400, "Missing required field: uris")]
    [InlineData("?uris=6rqhFgbbKwnb9MLmUQDhG6", 400, "Invalid uri: 6rqhFgbbKwnb9MLmUQDhG6")]
    [InlineData("?uris=spotify:track:short", 400, "Invalid uri: spotify:track:short")]
    [InlineData("?uris=spotify:chapter:7iHfbu1YPACw6oZPAFJtqe", 400, "Unsupported uri type: chapter")]
    public async Task An_invalid_URI_is_refused_with_its_reason(string query, int status, string message)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var (seen, body) = await sandbox.SpotifyWriteAsync(access, "PUT", "/me/library" + query);
        (seen, (string?)body!["error"]!["message"]).ShouldBe((status, message));
    }

    [Fact]
    public async Task Forty_URIs_are_accepted_and_forty_one_are_refused()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var uris = (await sandbox.SpotifyJsonAsync(access, "/me/tracks?limit=41"))["items"]!.AsArray()
            .Select(item => (string)item!["track"]!["uri"]!).ToArray();
        (await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={string.Join(',', uris)}")).Status
            .ShouldBe(400);
        (await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={string.Join(',', uris[..40])}")).Status
            .ShouldBe(200);
        ((int)(await sandbox.SpotifyJsonAsync(access, "/me/tracks"))["total"]!).ShouldBe(40);
    }

    [Theory]
    [InlineData("user-library-read", "spotify:track:")]
    [InlineData("user-library-read user-library-modify", "spotify:user:alma.sandbox")]
    public async Task Each_kind_needs_its_own_scope(string scope, string uri)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", scope);
        if (uri.EndsWith("track:", StringComparison.Ordinal)) uri = await TrackAsync(sandbox, "alma");
        var (status, body) = await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={uri}");
        (status, (string?)body!["error"]!["message"]).ShouldBe((403, "Insufficient client scope"));
    }

    private static async Task<bool[]> ContainsAsync(TestSandbox sandbox, string access, string uris) =>
        [.. (await sandbox.SpotifyJsonAsync(access, $"/me/library/contains?uris={uris}")).AsArray()
            .Select(each => (bool)each!)];

    private static async Task<string> TrackAsync(TestSandbox sandbox, string user)
    {
        var (access, _) = await sandbox.SignInAsync(user);
        return (await UrisAsync(sandbox, access))[0];
    }

    private static async Task<string[]> UrisAsync(TestSandbox sandbox, string access) =>
        [.. (await sandbox.SpotifyJsonAsync(access, "/me/tracks"))["items"]!.AsArray()
            .Select(item => (string)item!["track"]!["uri"]!)];
}
