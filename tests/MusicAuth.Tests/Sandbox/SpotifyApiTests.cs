using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyApiTests
{
    [Theory]
    [InlineData(null, 401, "No token provided")]
    [InlineData("Basic abc", 400, "Only valid bearer authentication supported")]
    [InlineData("Bearer ", 400, "Only valid bearer authentication supported")]
    [InlineData("Bearer nonsense", 401, "Invalid access token")]
    public async Task The_error_of_an_invalid_token_has_the_message_of_Spotify(
        string? authorization, int status, string message)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me?access_token=x");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await sandbox.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!;
        (((int)error["status"]!), (string?)error["message"]).ShouldBe((status, message));
    }

    [Fact]
    public async Task An_access_token_expires_after_one_hour_of_the_sandbox_clock()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(3599));
        (await sandbox.SpotifyAsync(access, "/me")).IsSuccessStatusCode.ShouldBeTrue();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        ShouldBeError(await sandbox.SpotifyJsonAsync(access, "/me"), 401, "The access token expired");
    }

    [Fact]
    public async Task The_profile_has_only_the_members_of_development_mode()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", scope: "user-read-email");
        var me = await sandbox.SpotifyJsonAsync(access, "/me");
        me.AsObject().Select(member => member.Key).ShouldBe(
            ["account_id", "display_name", "external_urls", "href", "id", "images", "type", "uri"], ignoreOrder: true);
        ((string?)me["account_id"]).ShouldNotBe((string?)me["id"]);
    }

    [Theory]
    [InlineData("/me/playlists", "user-library-read")]
    [InlineData("/me/tracks", "playlist-read-private")]
    public async Task Without_its_scope_a_list_is_forbidden(string path, string otherScope)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora", otherScope);
        ShouldBeError(await sandbox.SpotifyJsonAsync(access, path), 403, "Insufficient client scope");
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=51")]
    [InlineData("limit=ten")]
    [InlineData("offset=-1")]
    [InlineData("offset=100001")]
    public async Task Paging_beyond_its_limits_is_refused(string query)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        ((int)(await sandbox.SpotifyAsync(access, "/me/tracks?" + query)).StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("/me/playlists", 111)]
    [InlineData("/me/tracks", 5320)]
    public async Task Paging_by_offset_returns_every_item_once(string path, int expected)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = 0; offset < expected; offset += 50)
        {
            var page = await sandbox.SpotifyJsonAsync(access, $"{path}?limit=50&offset={offset}");
            ((int)page["total"]!).ShouldBe(expected);
            foreach (var item in page["items"]!.AsArray())
                seen.Add((string)(item!["track"]?["id"] ?? item["id"])!).ShouldBeTrue();
        }

        seen.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task The_default_page_has_twenty_items_and_an_empty_library_has_none()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (alma, _) = await sandbox.SignInAsync("alma");
        var (basil, _) = await sandbox.SignInAsync("basil");
        (await sandbox.SpotifyJsonAsync(alma, "/me/tracks"))["items"]!.AsArray().Count.ShouldBe(20);
        var empty = await sandbox.SpotifyJsonAsync(basil, "/me/playlists");
        (empty["items"]!.AsArray().Count, (int)empty["total"]!, empty["next"]).ShouldBe((0, 0, null));
    }

    [Fact]
    public async Task The_next_link_of_playlists_leads_to_a_path_that_is_forbidden()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma");
        var next = new Uri((string)(await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["next"]!);
        next.AbsolutePath.ShouldBe("/spotify/v1/users/alma.sandbox/playlists");
        ShouldBeError(
            await sandbox.SpotifyJsonAsync(access, next.PathAndQuery["/spotify/v1".Length..]), 403, "Forbidden");
    }

    [Theory]
    [InlineData("GET", "/users/x")]
    [InlineData("GET", "/playlists/x/tracks")]
    [InlineData("GET", "/tracks?ids=a,b")]
    [InlineData("PUT", "/me/tracks")]
    [InlineData("GET", "/me/tracks/contains")]
    [InlineData("GET", "/browse/categories")]
    public async Task An_endpoint_that_was_removed_in_2026_is_forbidden(string method, string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        using var answer = await sandbox.SpotifyAsync(access, path, method);
        ShouldBeError(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!, 403, "Forbidden");
    }

    [Fact]
    public async Task A_library_with_anomalies_has_every_anomaly_of_real_libraries()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("cleo");
        var page = await sandbox.SpotifyJsonAsync(access, "/me/playlists?limit=50");
        var entries = page["items"]!.AsArray();
        entries.Count.ShouldBeLessThan((int)page["total"]!);
        entries.ShouldContain(entry => entry == null);
        var lists = entries.Where(entry => entry is not null).Select(entry => entry!.AsObject()).ToList();
        lists.ShouldContain(list => list["images"] == null);
        lists.ShouldContain(list => list["description"] == null);
        lists.Count(list => list["items"] != null && list["items"]!["total"] == null).ShouldBe(1);
        lists.ShouldContain(list => !list.ContainsKey("items") && !list.ContainsKey("tracks"));
        var saved = (await sandbox.SpotifyJsonAsync(access, "/me/tracks?limit=50"))["items"]!.AsArray();
        saved.ShouldContain(item => item!["track"] == null);
        saved.ShouldContain(item => item!["track"] != null && !(bool)item["track"]!["is_playable"]!);
    }

    [Fact]
    public async Task A_playlist_with_anomalies_has_local_files_null_entries_and_episodes_on_request()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("cleo");
        var first = (string)(await sandbox.SpotifyJsonAsync(access, "/me/playlists"))["items"]![0]!["id"]!;
        var items = (await sandbox.SpotifyJsonAsync(
            access, $"/playlists/{first}/items?limit=12&additional_types=track,episode"))["items"]!.AsArray();
        var local = items.First(item => (bool)item!["is_local"]!)!["item"]!;
        local["id"].ShouldBeNull();
        ((string)local["uri"]!).ShouldStartWith("spotify:local:");
        items.ShouldContain(item => item!["item"] == null);
        items.ShouldContain(item => item!["added_at"] == null && item["added_by"] == null);
        items.Count(item => (string?)item!["item"]?["type"] == "episode").ShouldBe(2);
        items.ShouldAllBe(item => JsonNode.DeepEquals(item!["item"], item["track"]));
        var tracks = (await sandbox.SpotifyJsonAsync(access, $"/playlists/{first}/items?limit=12"))["items"]!.AsArray();
        tracks.Count(item => (string?)item!["item"]?["type"] == "episode").ShouldBe(0);
    }

    [Fact]
    public async Task The_items_of_another_user_s_playlist_are_forbidden()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("cleo");
        var foreign = (await sandbox.SpotifyJsonAsync(access, "/me/playlists?limit=50"))["items"]!.AsArray()
            .First(entry => entry is not null && entry["items"] is null)!;
        var id = (string)foreign["id"]!;
        var seen = await sandbox.SpotifyJsonAsync(access, $"/playlists/{id}");
        JsonNode.DeepEquals(seen, foreign).ShouldBeTrue();
        ShouldBeError(await sandbox.SpotifyJsonAsync(access, $"/playlists/{id}/items"), 403, "Forbidden");
        ShouldBeError(
            await sandbox.SpotifyJsonAsync(access, "/playlists/0000000000000000000000"), 404, "Resource not found");
    }

    [Fact]
    public async Task A_track_is_found_by_its_id_from_a_list()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("alma");
        var saved = (await sandbox.SpotifyJsonAsync(access, "/me/tracks?limit=1&offset=4000"))["items"]![0]!["track"]!;
        var single = await sandbox.SpotifyJsonAsync(access, $"/tracks/{saved["id"]}");
        JsonNode.DeepEquals(single, saved).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_Premium_the_API_answers_403_with_159_bytes_of_plain_text()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        await sandbox.ControlAsync(HttpMethod.Put, "apps", """
            {"spotify":[{"client_id":"sandbox-spotify-client","client_secret":"sandbox-spotify-secret",
            "premium":false}]}
            """);
        var (status, body) = await sandbox.RefreshAsync(refresh);
        status.ShouldBe(200);
        using var answer = await sandbox.SpotifyAsync((string)body["access_token"]!, "/me");
        ((int)answer.StatusCode).ShouldBe(403);
        answer.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("text/plain"));
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBe(159);
    }

    [Fact]
    public async Task A_user_who_is_not_on_the_allow_list_gets_a_token_and_then_a_403()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync(HttpMethod.Put, "apps", """
            {"spotify":[{"client_id":"sandbox-spotify-client","client_secret":"sandbox-spotify-secret",
            "allowed_people":["alma"]}]}
            """);
        var (dora, _) = await sandbox.SignInAsync("dora");
        using var answer = await sandbox.SpotifyAsync(dora, "/me");
        ((int)answer.StatusCode).ShouldBe(403);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("User not registered in the Developer Dashboard");
        (await sandbox.SpotifyAsync((await sandbox.SignInAsync("alma")).Access, "/me"))
            .IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task The_rate_is_counted_in_a_rolling_window_of_thirty_seconds()
    {
        await using var sandbox = await TestSandbox.StartAsync(
            new() { TimeProvider = new FakeTimeProvider(TestSandbox.Start), SpotifyRateLimit = 2 });
        var (access, _) = await sandbox.SignInAsync("dora");
        async Task<HttpResponseMessage> MeAsync() => await sandbox.SpotifyAsync(access, "/me");
        (await MeAsync()).IsSuccessStatusCode.ShouldBeTrue();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        (await MeAsync()).IsSuccessStatusCode.ShouldBeTrue();
        using var refused = await MeAsync();
        ((int)refused.StatusCode).ShouldBe(429);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(20));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(20));
        (await MeAsync()).IsSuccessStatusCode.ShouldBeTrue();
        ((int)(await MeAsync()).StatusCode).ShouldBe(429);
    }

    private static void ShouldBeError(JsonNode body, int status, string message) =>
        (((int?)body["error"]?["status"]), (string?)body["error"]?["message"]).ShouldBe((status, message));
}
