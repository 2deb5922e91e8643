using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

/// <summary>The sandbox's responses have the members of the services' recorded responses.</summary>
public sealed class RecordedShapeTests
{
    // Apps in development mode lost these members in February 2026, after the recordings.
    private static readonly string[] Removed = ["available_markets", "popularity"];

    [Fact]
    public async Task Spotify_saved_tracks_and_playlists()
    {
        var (saved, lists) = (Recorded("spotify/saved_tracks.json"), Recorded("spotify/current_user_playlist_1.json"));
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma");
        var page = await sandbox.SpotifyJsonAsync(access, "/me/tracks");
        ShouldHaveTheMembersOf(page, saved);
        var (mine, real) = (page["items"]![0]!["track"]!, saved["items"]![0]!["track"]!);
        ShouldHaveTheMembersOf(mine, real, Removed);
        ShouldHaveTheMembersOf(mine["artists"]![0]!, real["artists"]![0]!);
        var playlists = await sandbox.SpotifyJsonAsync(access, "/me/playlists");
        ShouldHaveTheMembersOf(playlists, lists);
        ShouldHaveTheMembersOf(playlists["items"]![0]!, lists["items"]![0]!);
        ShouldHaveTheMembersOf(playlists["items"]![0]!["owner"]!, lists["items"]![0]!["owner"]!);
    }

    [Fact]
    public async Task Spotify_playlist_items()
    {
        var recorded = Recorded("spotify/playlist_items.json")["items"]![0]!;
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma");
        var id = (await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![0]!["id"];
        var item = (await sandbox.SpotifyJsonAsync(access, $"/playlists/{id}/items"))["items"]![0]!;
        ShouldHaveTheMembersOf(item, recorded);
        ShouldHaveTheMembersOf(item["item"]!, recorded["item"]!, [.. Removed, "is_playable"]);
        ShouldHaveTheMembersOf(item["added_by"]!, recorded["added_by"]!);
    }

    [Theory]
    [InlineData("/user/me/tracks", "deezer/user-get-tracks.json")]
    [InlineData("/user/me/playlists", "deezer/user-get-playlists.json")]
    [InlineData("/user/me/flow", "deezer/user-get-flow.json")]
    [InlineData("/playlist/6001000000/tracks", "deezer/playlist-get-tracks.json")]
    public async Task Deezer_pages(string path, string file)
    {
        var recorded = Recorded(file);
        await using var sandbox = await TestSandbox.StartAsync();
        var page = await sandbox.DeezerAsync($"{path}?access_token={await sandbox.DeezerSignInAsync("alma")}");
        ShouldHaveTheMembersOf(page, recorded);
        var (mine, real) = (page["data"]![0]!, recorded["data"]![0]!);
        ShouldHaveTheMembersOf(mine, real);
        foreach (var part in (string[])["artist", "album", "creator"])
        {
            if (real[part] is { } inner) ShouldHaveTheMembersOf(mine[part]!, inner);
        }
    }

    [Fact]
    public async Task Deezer_profile()
    {
        var recorded = Recorded("deezer/user-get-me.json");
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma", "basic_access,email");
        ShouldHaveTheMembersOf(await sandbox.DeezerAsync($"/user/me?access_token={token}"), recorded);
    }

    private static void ShouldHaveTheMembersOf(JsonNode mine, JsonNode real, params string[] ignored)
    {
        static IEnumerable<string> Names(JsonNode node, string[] ignored) =>
            node.AsObject().Select(member => member.Key).Except(ignored, StringComparer.Ordinal);
        Names(mine, ignored).ShouldBe(Names(real, ignored), ignoreOrder: true);
    }

    private static JsonNode Recorded(string file) => JsonNode.Parse(SharedFiles.ReadRecorded(file))!;
}
