using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

/// <summary>The saved shows and episodes and the followed artists, as Spotify's OpenAPI description has them.</summary>
public sealed class SpotifySavedListTests
{
    private const string Scope = "user-library-read user-library-modify user-read-playback-position user-follow-read";

    // The description also requires available_markets and publisher, which development mode lost in February 2026.
    private static readonly string[] ShowMembers =
    [
        "copyrights", "description", "explicit", "external_urls", "href", "html_description", "id", "images",
        "is_externally_hosted", "languages", "media_type", "name", "total_episodes", "type", "uri",
    ];

    private static readonly string[] EpisodeMembers =
    [
        "audio_preview_url", "description", "duration_ms", "explicit", "external_urls", "href", "html_description",
        "id", "images", "is_externally_hosted", "is_playable", "languages", "name", "release_date",
        "release_date_precision", "type", "uri",
    ];

    [Theory]
    [InlineData("show", "/me/shows")]
    [InlineData("episode", "/me/episodes")]
    public async Task A_saved_item_is_in_the_list_of_its_kind_until_it_is_removed(string kind, string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var item = await FindAsync(sandbox, access, kind);
        ((int)(await sandbox.SpotifyJsonAsync(access, path))["total"]!).ShouldBe(0);

        (await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={item["uri"]}")).Status.ShouldBe(200);

        var page = await sandbox.SpotifyJsonAsync(access, path);
        page.AsObject().Select(member => member.Key).ShouldBe(
            ["href", "items", "limit", "next", "offset", "previous", "total"], ignoreOrder: true);
        ((int)page["total"]!).ShouldBe(1);
        ((string?)page["items"]![0]!["added_at"]).ShouldBe("2026-08-31T12:00:00Z");
        ((string?)page["items"]![0]![kind]!["id"]).ShouldBe((string?)item["id"]);
        await sandbox.SpotifyWriteAsync(access, "DELETE", $"/me/library?uris={item["uri"]}");
        ((int)(await sandbox.SpotifyJsonAsync(access, path))["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_saved_episode_has_its_show_and_its_position()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var found = await FindAsync(sandbox, access, "episode");
        await sandbox.SpotifyWriteAsync(access, "PUT", $"/me/library?uris={found["uri"]}");

        var episode = (await sandbox.SpotifyJsonAsync(access, "/me/episodes"))["items"]![0]!["episode"]!;

        MembersOf(found).ShouldBe(EpisodeMembers, ignoreOrder: true);
        MembersOf(episode).ShouldBe([.. EpisodeMembers, "show", "resume_point"], ignoreOrder: true);
        MembersOf(episode["show"]!).ShouldBe(ShowMembers, ignoreOrder: true);
    }

    [Fact]
    public async Task A_show_contains_its_episodes()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", Scope);
        var found = await FindAsync(sandbox, access, "show");

        var show = await sandbox.SpotifyJsonAsync(access, $"/shows/{found["id"]}");
        var page = await sandbox.SpotifyJsonAsync(access, $"/shows/{found["id"]}/episodes?limit=50");

        MembersOf(found).ShouldBe(ShowMembers, ignoreOrder: true);
        MembersOf(show).ShouldBe([.. ShowMembers, "episodes"], ignoreOrder: true);
        MembersOf(page["items"]![0]!).ShouldBe([.. EpisodeMembers, "resume_point"], ignoreOrder: true);
        page["items"]!.AsArray().Count.ShouldBe((int)show["total_episodes"]!);
        var episode = await sandbox.SpotifyJsonAsync(access, $"/episodes/{page["items"]![29]!["id"]}");
        ((string?)episode["show"]!["id"]).ShouldBe((string?)found["id"]);
    }

    [Fact]
    public async Task Followed_artists_have_pages_with_a_cursor()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma", Scope);
        var (ids, pages) = (new List<string>(), 0);
        for (string? path = "/me/following?type=artist&limit=50"; path is not null; pages++)
        {
            var artists = (await sandbox.SpotifyJsonAsync(access, path))["artists"]!;
            ids.AddRange(artists["items"]!.AsArray().Select(artist => (string)artist!["id"]!));
            ((int)artists["total"]!).ShouldBe(120);
            path = (string?)artists["next"] is { } next ? new Uri(next).PathAndQuery["/spotify/v1".Length..] : null;
            ((string?)artists["cursors"]!["after"]).ShouldBe(path is null ? null : ids[^1]);
        }

        (pages, ids.Distinct().Count(), ids.Count).ShouldBe((3, 120, 120));
        (await sandbox.SpotifyJsonAsync(access, $"/me/library/contains?uris=spotify:artist:{ids[0]}"))[0]!
            .GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?type=user")]
    [InlineData("?type=artist&limit=0")]
    [InlineData("?type=artist&limit=51")]
    [InlineData("?type=artist&after=nothing")]
    public async Task An_invalid_request_for_followed_artists_is_refused(string query)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma", Scope);

        using var answer = await sandbox.SpotifyAsync(access, $"/me/following{query}");

        ((int)answer.StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("/me/shows", "user-follow-read")]
    [InlineData("/me/episodes", "user-library-read")]
    [InlineData("/me/episodes", "user-read-playback-position")]
    [InlineData("/me/following?type=artist", "user-library-read")]
    [InlineData("/me/audiobooks", "user-follow-read")]
    [InlineData("/me/player/recently-played", "user-top-read")]
    [InlineData("/me/top/tracks", "user-read-recently-played")]
    [InlineData("/me/top/artists", "user-follow-read")]
    [InlineData("/episodes/x", "user-library-read")]
    [InlineData("/shows/x", "user-library-read")]
    [InlineData("/shows/x/episodes", "user-library-read")]
    public async Task Each_list_needs_all_of_its_scopes(string path, string scope)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", scope);

        var body = await sandbox.SpotifyJsonAsync(access, path);

        ((string?)body["error"]?["message"]).ShouldBe("Insufficient client scope");
    }

    [Theory]
    [InlineData("/recommendations?seed_tracks=x")]
    [InlineData("/artists/x/related-artists")]
    [InlineData("/audio-features/x")]
    [InlineData("/audio-analysis/x")]
    public async Task An_endpoint_that_newer_apps_never_had_is_unknown(string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");

        using var answer = await sandbox.SpotifyAsync(access, path);

        ((int)answer.StatusCode).ShouldBe(404);
    }

    [Theory]
    [InlineData("PUT", "/me/player", 204)]
    [InlineData("PUT", "/me/player/seek", 400)]
    [InlineData("PUT", "/me/player/seek?position_ms=1", 204)]
    [InlineData("PUT", "/me/player/volume?volume_percent=1", 204)]
    [InlineData("PUT", "/me/player/repeat?state=off", 204)]
    [InlineData("PUT", "/me/player/shuffle?state=true", 204)]
    [InlineData("POST", "/me/player/queue?uri=spotify:track:x", 204)]
    public async Task A_command_of_the_player_needs_its_parameter(string method, string path, int status)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", "user-modify-playback-state");

        (await sandbox.SpotifyWriteAsync(access, method, path)).Status.ShouldBe(status);
    }

    private static IEnumerable<string> MembersOf(JsonNode node) => node.AsObject().Select(member => member.Key);

    private static async Task<JsonNode> FindAsync(TestSandbox sandbox, string access, string kind) =>
        (await sandbox.SpotifyJsonAsync(access, $"/search?q=tide&type={kind}"))[kind + "s"]!["items"]![0]!;
}
