using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MusicAuth.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough;

/// <summary>The raw APIs as an app meets them, over the sandbox.</summary>
public sealed class PassthroughTests : IAsyncLifetime
{
    private static readonly string[] Everything =
        ["spotify:read", "spotify:write", "deezer:read", "deezer:write", "catalog:read"];

    private Broker _broker = null!;
    private Browser _dora = null!;
    private HttpClient _app = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Spotify:AllowedScopes"] = "user-library-modify playlist-modify-private playlist-modify-public",
        });
        _dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        _app = _dora.NewApp(await _dora.NewKeyAsync(Everything));
    }

    public async ValueTask DisposeAsync()
    {
        _app.Dispose();
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("/spotify/v1/me/playlists?limit=5", "items", "next")]
    [InlineData("/spotify/v1/me/tracks?limit=20", "items", "next")]
    [InlineData("/deezer/user/me/tracks?limit=17", "data", "next")]
    [InlineData("/deezer/user/me/playlists?limit=3", "data", "next")]
    public async Task a_list_is_walked_to_its_end_by_the_links_of_the_service(string path, string items, string next)
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

    [Theory]
    [InlineData("/spotify/v1/me/playlists")]
    [InlineData("/deezer/user/me/tracks")]
    [InlineData("/deezer/user/me")]
    [InlineData("/deezer/nothing/here")]
    public async Task no_token_cookie_or_address_of_the_service_comes_back(string path)
    {
        using var answer = await _app.GetAsync(path);

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain("access_token");
        text.ShouldNotContain(_broker.Sandbox.Address.Authority);
        foreach (var name in (string[])["Set-Cookie", "Server", "Location", "x-org", "Access-Control-Allow-Origin"])
            answer.Headers.Contains(name).ShouldBeFalse(name);
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("sandbox");
        answer.Headers.GetValues("Cache-Control").ShouldHaveSingleItem().ShouldContain("private");
    }

    [Theory]
    [InlineData("GET", "/spotify/v1/me", "library:read", "spotify:read")]
    [InlineData("GET", "/deezer/user/me", "spotify:read", "deezer:read")]
    [InlineData("PUT", "/spotify/v1/me/library?uris=spotify:track:1", "spotify:read", "spotify:write")]
    [InlineData("POST", "/deezer/user/me/tracks?track_id=1", "deezer:read", "deezer:write")]
    [InlineData("DELETE", "/deezer/user/me/tracks?track_id=1", "deezer:read", "deezer:write")]
    [InlineData("GET", "/app/spotify/v1/search?q=x&type=track", "spotify:read", "catalog:read")]
    [InlineData("GET", "/spotify/v1/me", "spotify:write", "spotify:read")]
    public async Task each_needs_its_own_scope(string method, string path, string has, string needs)
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync([has]));
        var before = await AskedAsync();

        using var answer = await app.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain($"scope=\"{needs}\"");
        answer.Headers.GetValues("MusicAuth-Error").ShouldBe(["insufficient_scope"]);
        (await AskedAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-HTTP-Method", "PUT")]
    [InlineData("X-Method-Override", "POST")]
    public async Task no_header_makes_a_reader_write(string header, string method)
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync(["spotify:read"]));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/library?uris=spotify:track:1");
        request.Headers.Add(header, method);
        var before = await AskedAsync();

        using var answer = await app.SendAsync(request);

        (await AskedAsync()).ShouldBe(before + 1);
        // There is nothing to read at this address.
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("PATCH", "/spotify/v1/me")]
    [InlineData("TRACE", "/spotify/v1/me")]
    [InlineData("POST", "/app/spotify/v1/search")]
    [InlineData("BREW", "/deezer/user/me")]
    public async Task an_unknown_method_is_none_of_ours(string method, string path)
    {
        using var answer = await _app.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("access_token=x")]
    [InlineData("a=1&ACCESS_TOKEN=x")]
    [InlineData("access%5Ftoken=x")]
    [InlineData("access.token=x")]
    [InlineData("access%20token=x")]
    [InlineData("+access_token=x")]
    [InlineData("access[token=x")]
    [InlineData("access_token[]=x")]
    [InlineData("app_id=1")]
    [InlineData("secret=1")]
    [InlineData("request_method=delete")]
    [InlineData("output=jsonp")]
    [InlineData("callback=alert")]
    [InlineData("request%5fmethod=POST")]
    public async Task parameters_by_which_the_service_would_be_steered_are_refused(string query)
    {
        var before = await AskedAsync();

        using var answer = await _app.GetAsync($"/deezer/user/me?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("invalid_parameter");
        (await AskedAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task the_services_own_errors_pass_as_they_are()
    {
        using var answer = await _app.GetAsync("/spotify/v1/playlists/0000000000000000000000");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.Contains("MusicAuth-Error").ShouldBeFalse();
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("status").GetInt32()
            .ShouldBe(404);
    }

    [Fact]
    public async Task an_error_of_Deezers_at_200_passes_and_a_header_names_it()
    {
        using var answer = await _app.GetAsync("/deezer/playlist/99999999999");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe(["800; not_found"]);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetInt32()
            .ShouldBe(800);
    }

    [Theory]
    [InlineData("/spotify/v1/me/tracks", "spotify")]
    [InlineData("/spotify/v1/me/tracks?musicauth_drop_nulls=1", "spotify")]
    public async Task a_token_that_is_refused_is_renewed_and_the_call_made_once_more(string path, string provider)
    {
        await _broker.FaultAsync(new { kind = "unauthorized", provider, on = "api", times = 1 });

        await GetAsync(path);

        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task a_write_whose_token_is_refused_is_not_repeated_but_the_next_one_works()
    {
        await WidenAsync();
        await _broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", on = "api", times = 1 });
        const string write = "/spotify/v1/me/library?uris=spotify:track:0000000000000000000001";

        using var first = await _app.PutAsync(write, null);
        first.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);

        using var second = await _app.PutAsync(write, null);
        second.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task where_a_scope_is_missing_it_is_named_with_the_link_that_asks_for_it()
    {
        using var answer = await _app.PutAsync("/spotify/v1/me/library?uris=spotify:track:1", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem()
            .ShouldStartWith("missing_scope; scope=\"user-library-modify");
        answer.Headers.GetValues("MusicAuth-Reauthorize-Url").ShouldHaveSingleItem()
            .ShouldStartWith($"{Broker.PublicUrl}/login/spotify?scope=user-library-modify");
    }

    [Theory]
    [InlineData("spotify", "/spotify/v1/me/tracks", "11", 11)]
    [InlineData("spotify", "/spotify/v1/me/tracks", "48925", 48_925)]
    public async Task after_a_429_callers_are_told_at_once_in_the_services_own_form(
        string provider, string path, string header, int seconds)
    {
        await _broker.FaultAsync(new { kind = "rate_limited", provider, on = "api", times = 1, retry_after = int.Parse(header) });
        using var first = await _app.GetAsync(path);
        first.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var before = await AskedAsync();

        using var second = await _app.GetAsync(path);

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        second.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(seconds));
        second.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_rate_limited"]);
        (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("status").GetInt32()
            .ShouldBe(429);
        (await AskedAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task both_shapes_of_a_playlist_are_served_and_raw_is_raw()
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
        using var raw = await _app.SendAsync(request);
        raw.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/app/deezer/search?q=x")]
    [InlineData("/app/deezer/track/3135556")]
    public async Task the_catalogue_of_Deezer_goes_without_a_token(string path)
    {
        using var answer = await _app.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("\"code\":200");
    }

    [Fact]
    public async Task the_private_part_is_no_catalogue()
    {
        using var answer = await _app.GetAsync("/app/deezer/user/me");

        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem().ShouldStartWith("200; ");
    }

    [Fact]
    public async Task a_key_of_one_provider_does_not_reach_the_other()
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync(Everything, providers: ["deezer"]));

        using var refused = await app.GetAsync("/spotify/v1/me");
        using var catalogue = await app.GetAsync("/app/spotify/v1/search?q=x&type=track");
        using var good = await app.GetAsync("/deezer/user/me");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        catalogue.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task who_is_not_connected_is_told_where_to_connect()
    {
        using var basil = await _broker.SignedInAsync("basil", "deezer");
        using var app = basil.NewApp(await basil.NewKeyAsync(Everything));

        using var answer = await app.GetAsync("/spotify/v1/me");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("not_connected");
        problem.GetProperty("reauthorize_url").GetString().ShouldBe($"{Broker.PublicUrl}/login/spotify");
    }

    [Fact]
    public async Task a_session_writes_only_from_our_own_page()
    {
        var before = await AskedAsync();

        using var foreign = await _dora.SendAsync(
            HttpMethod.Put, "/spotify/v1/me/library?uris=spotify:track:1", "https://evil.example");

        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await AskedAsync()).ShouldBe(before);
    }

    private async Task<int> AskedAsync() =>
        await _broker.StatsAsync() is { } stats ? stats.Spotify.TotalRequests + stats.Deezer.TotalRequests : 0;

    private async Task WidenAsync() =>
        (await _dora.TryAsync("spotify", "person=dora", "?scope=user-library-modify")).ShouldBe("/");

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _app.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
