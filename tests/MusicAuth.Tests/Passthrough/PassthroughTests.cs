using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough;

/// <summary>Calls of an app through the passthrough to the sandbox.</summary>
public sealed class PassthroughTests() : PassthroughTestBase(
    ("Spotify:AllowedScopes", "user-library-modify playlist-modify-private playlist-modify-public user-follow-read"))
{
    [Theory]
    [InlineData("/spotify/v1/me/playlists?limit=5", "items", "next")]
    [InlineData("/spotify/v1/me/tracks?limit=20", "items", "next")]
    [InlineData("/deezer/user/me/tracks?limit=17", "data", "next")]
    [InlineData("/deezer/user/me/playlists?limit=3", "data", "next")]
    public async Task The_links_of_the_provider_lead_through_the_whole_list(string path, string items, string next)
    {
        var (ids, pages, total) = (new List<string>(), 0, 0);
        for (string? at = path; at is not null && pages < 50; pages++)
        {
            var page = await GetAsync(at);
            total = page.GetProperty("total").GetInt32();
            ids.AddRange(page.GetProperty(items).EnumerateArray().Select(item => item.ToString()));
            at = page.TryGetProperty(next, out var link) && link.ValueKind is JsonValueKind.String
                ? link.GetString()
                : null;
            (at ?? Broker.PublicUrl).ShouldStartWith(Broker.PublicUrl);
        }

        pages.ShouldBeGreaterThan(2);
        ids.Distinct().Count().ShouldBe(total);
    }

    [Fact]
    public async Task The_links_of_followed_artists_lead_through_the_whole_list()
    {
        (await Dora.TrySignInAsync("spotify", "person=dora", "?scope=user-follow-read")).ShouldBe("/");
        var (ids, total) = (new List<string?>(), 0);
        for (string? at = "/spotify/v1/me/following?type=artist&limit=30"; at is not null;)
        {
            var artists = (await GetAsync(at)).GetProperty("artists");
            total = artists.GetProperty("total").GetInt32();
            ids.AddRange(artists.GetProperty("items").EnumerateArray()
                .Select(artist => artist.GetProperty("id").GetString()));
            at = artists.GetProperty("next").GetString();
            (at ?? Broker.PublicUrl).ShouldStartWith(Broker.PublicUrl);
        }

        total.ShouldBe(80);
        ids.Distinct().Count().ShouldBe(total);
    }

    [Fact]
    public async Task Refused_requests_are_logged_and_successful_requests_are_not()
    {
        using var given = await App.GetAsync("/spotify/v1/me/tracks?limit=1");
        using var refused = await App.GetAsync("/spotify/v1/playlists/0000000000000000000000");

        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var lines = Broker.Log.All.Where(entry => entry.Contains("/spotify/v1")).ToArray();
        lines.ShouldHaveSingleItem().ShouldContain("\"StatusCode\":404");
    }

    [Theory]
    [InlineData("/spotify/v1/me/playlists")]
    [InlineData("/deezer/user/me/tracks")]
    [InlineData("/deezer/user/me")]
    [InlineData("/deezer/nothing/here")]
    public async Task A_response_contains_no_token_cookie_or_address_of_the_provider(string path)
    {
        using var answer = await App.GetAsync(path);

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain("access_token");
        // The sandbox serves images at the address of its API; the real providers use other addresses.
        text.Replace("\\/", "/").Replace($"{Broker.Sandbox.Address.Authority}/pictures/", "")
            .ShouldNotContain(Broker.Sandbox.Address.Authority);
        foreach (var name in (string[])["Set-Cookie", "Server", "Location", "x-org", "Access-Control-Allow-Origin"])
            answer.Headers.Contains(name).ShouldBeFalse(name);
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("sandbox");
        answer.Headers.GetValues("Cache-Control").ShouldHaveSingleItem().ShouldContain("private");
    }

    [Fact]
    public async Task The_provider_s_errors_are_forwarded_unchanged()
    {
        using var answer = await App.GetAsync("/spotify/v1/playlists/0000000000000000000000");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.Contains("MusicAuth-Error").ShouldBeFalse();
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("status").GetInt32()
            .ShouldBe(404);
    }

    [Fact]
    public async Task An_error_with_status_200_is_forwarded_and_a_header_names_it()
    {
        using var answer = await App.GetAsync("/deezer/playlist/99999999999");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe(["800; not_found"]);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetInt32()
            .ShouldBe(800);
    }

    [Theory]
    [InlineData("/spotify/v1/me/tracks", "spotify")]
    [InlineData("/spotify/v1/me/tracks?musicauth_drop_nulls=1", "spotify")]
    public async Task A_refused_token_is_renewed_and_the_read_is_repeated(string path, string provider)
    {
        await Broker.FaultAsync(new { kind = "unauthorized", provider, on = "api", times = 1 });

        await GetAsync(path);

        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_with_a_refused_token_is_not_repeated_and_the_next_write_succeeds()
    {
        await GrantLibraryWriteAsync();
        await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", on = "api", times = 1 });
        const string write = "/spotify/v1/me/library?uris=spotify:track:0000000000000000000001";

        using var first = await App.PutAsync(write, null);
        first.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);

        using var second = await App.PutAsync(write, null);
        second.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("spotify", "/spotify/v1/me/tracks", "11", 11)]
    [InlineData("spotify", "/spotify/v1/me/tracks", "48925", 48_925)]
    public async Task After_a_429_the_broker_answers_at_once_in_the_provider_s_form(
        string provider, string path, string header, int seconds)
    {
        await Broker.FaultAsync(
            new { kind = "rate_limited", provider, on = "api", times = 1, retry_after = int.Parse(header) });
        using var first = await App.GetAsync(path);
        first.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var before = await CountProviderRequestsAsync();

        using var second = await App.GetAsync(path);

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        second.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(seconds));
        second.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_rate_limited"]);
        (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("status").GetInt32()
            .ShouldBe(429);
        (await CountProviderRequestsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_playlist_has_both_forms_unless_the_caller_requests_the_original_form()
    {
        var playlists = (await GetAsync("/spotify/v1/me/playlists?limit=50")).GetProperty("items").EnumerateArray()
            .Where(one => one.ValueKind is JsonValueKind.Object).ToList();
        var id = playlists.First(one => one.TryGetProperty("items", out _)).GetProperty("id").GetString();

        var before = await GetAsync($"/spotify/v1/playlists/{id}/tracks?limit=2");
        var today = await GetAsync($"/spotify/v1/playlists/{id}/items?limit=2");

        before.ToString().ShouldBe(today.ToString());
        foreach (var entry in before.GetProperty("items").EnumerateArray())
            entry.GetProperty("item").ToString().ShouldBe(entry.GetProperty("track").ToString());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/spotify/v1/playlists/{id}/tracks");
        request.Headers.Add("MusicAuth-Shape", "raw");
        using var raw = await App.SendAsync(request);
        raw.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/app/deezer/search?q=x")]
    [InlineData("/app/deezer/track/3135556")]
    public async Task Deezer_s_catalogue_needs_no_token(string path)
    {
        using var answer = await App.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("\"code\":200");
    }

    [Fact]
    public async Task The_catalogue_endpoints_return_no_private_data()
    {
        using var answer = await App.GetAsync("/app/deezer/user/me");

        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem().ShouldBe("200; forbidden");
    }

    [Fact]
    public void The_documentation_of_the_audit_log_names_the_data_of_every_route()
    {
        var row = File.ReadLines(Repository.PathOf("docs", "audit-log.md"))
            .Single(line => line.StartsWith("| `read`, `written` |", StringComparison.Ordinal));

        Broker.Services.GetRequiredService<PassthroughRoutes>().All
            .Where(route => !row.Contains($"`{route.AuditData}`")).ShouldBeEmpty();
    }

    private async Task GrantLibraryWriteAsync() =>
        (await Dora.TrySignInAsync("spotify", "person=dora", "?scope=user-library-modify")).ShouldBe("/");

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await App.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
