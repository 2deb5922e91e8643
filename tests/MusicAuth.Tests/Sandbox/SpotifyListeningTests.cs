using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

/// <summary>What a user listens to, and the saved audiobooks, as Spotify's OpenAPI description has them.</summary>
public sealed class SpotifyListeningTests
{
    private const string Scope =
        "user-read-recently-played user-top-read user-library-read user-library-modify user-read-playback-state";

    // The description also requires available_markets and publisher, which are deprecated.
    private static readonly string[] AudiobookMembers =
    [
        "authors", "copyrights", "description", "edition", "explicit", "external_urls", "href", "html_description",
        "id", "images", "languages", "media_type", "name", "narrators", "total_chapters", "type", "uri",
    ];

    [Fact]
    public async Task Recently_played_tracks_have_pages_with_cursors_of_time()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma", Scope);
        var (times, pages) = (new List<string>(), 0);
        for (string? path = "/me/player/recently-played"; path is not null; pages++)
        {
            var page = await sandbox.SpotifyJsonAsync(access, path);
            MembersOf(page).ShouldBe(["cursors", "href", "items", "limit", "next", "total"], ignoreOrder: true);
            MembersOf(page["items"]![0]!).ShouldBe(["context", "played_at", "track"], ignoreOrder: true);
            times.AddRange(page["items"]!.AsArray().Select(play => (string)play!["played_at"]!));
            path = (string?)page["next"] is { } next ? new Uri(next).PathAndQuery["/spotify/v1".Length..] : null;
        }

        (pages, times.Count).ShouldBe((3, 50));
        times.ShouldBe(times.Distinct().OrderDescending(StringComparer.Ordinal));
        var first = await sandbox.SpotifyJsonAsync(access, "/me/player/recently-played?limit=10");
        var newer = await sandbox.SpotifyJsonAsync(
            access, $"/me/player/recently-played?after={first["cursors"]!["before"]}");
        newer["items"]!.AsArray().Count.ShouldBe(9);
    }

    [Theory]
    [InlineData("/me/player/recently-played?limit=51")]
    [InlineData("/me/player/recently-played?before=1&after=1")]
    [InlineData("/me/player/recently-played?before=now")]
    [InlineData("/me/top/albums")]
    [InlineData("/me/top/tracks?time_range=yesterday")]
    [InlineData("/me/top/tracks?limit=51")]
    public async Task An_invalid_request_is_refused(string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma", Scope);

        using var answer = await sandbox.SpotifyAsync(access, path);

        ((int)answer.StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("tracks", "track")]
    [InlineData("artists", "artist")]
    public async Task The_top_items_have_pages(string type, string kind)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma", Scope);

        var page = await sandbox.SpotifyJsonAsync(access, $"/me/top/{type}?time_range=short_term&limit=50&offset=50");

        ((int)page["total"]!).ShouldBe(120);
        page["items"]!.AsArray().Select(item => (string)item!["type"]!).ShouldBe(Enumerable.Repeat(kind, 50));
        ((string)page["next"]!).ShouldEndWith($"/me/top/{type}?time_range=short_term&offset=100&limit=50");
    }

    [Fact]
    public async Task The_queue_needs_both_scopes_of_the_player()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (one, _) = await sandbox.SignInAsync("dora", "user-read-playback-state");
        var (both, _) = await sandbox.SignInAsync("dora", "user-read-playback-state user-read-currently-playing");

        using var refused = await sandbox.SpotifyAsync(one, "/me/player/queue");
        var queue = await sandbox.SpotifyJsonAsync(both, "/me/player/queue");

        ((int)refused.StatusCode).ShouldBe(401);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Permissions missing");
        MembersOf(queue).ShouldBe(["currently_playing", "queue"]);
    }

    [Fact]
    public async Task A_saved_audiobook_is_an_entry_of_the_list_itself()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var uri = $"spotify:audiobook:{new string('7', 22)}";

        (await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={uri}")).Status.ShouldBe(200);

        var page = await sandbox.SpotifyJsonAsync(access, "/me/audiobooks");
        ((int)page["total"]!).ShouldBe(1);
        MembersOf(page["items"]![0]!).ShouldBe(AudiobookMembers, ignoreOrder: true);
        ((string?)page["items"]![0]!["uri"]).ShouldBe(uri);
        await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={uri}");
        ((int)(await sandbox.SpotifyJsonAsync(access, "/me/audiobooks"))["total"]!).ShouldBe(0);
    }

    private static IEnumerable<string> MembersOf(JsonNode node) => node.AsObject().Select(member => member.Key);
}
