using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Responses;

/// <summary>The passthrough's cache: the users and keys it serves, its age, and its invalidation.</summary>
public sealed class PassthroughCacheTests() : PassthroughTestBase(
    ("Library:CacheSeconds", "60"), ("Web:CorsOrigins", "https://dash.example"))
{
    private const string Tracks = "/spotify/v1/me/tracks?limit=7";

    [Theory]
    [InlineData(Tracks)]
    [InlineData("/deezer/user/me/tracks?limit=3")]
    [InlineData("/spotify/v1/me/playlists?limit=3")]
    [InlineData("/app/deezer/search?q=x")]
    [InlineData("/app/spotify/v1/search?q=x&type=track")]
    public async Task A_fresh_cached_response_costs_no_call(string path)
    {
        var first = await TextAsync(path);
        var before = await CountProviderRequestsAsync();
        Broker.Clock.Advance(TimeSpan.FromSeconds(10));

        using var second = await App.GetAsync(path);

        (await second.Content.ReadAsStringAsync()).ShouldBe(first);
        second.Headers.Age.ShouldBe(TimeSpan.FromSeconds(10));
        second.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        second.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("sandbox");
        second.Headers.CacheControl!.Private.ShouldBeTrue();
        (await CountProviderRequestsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Concurrent_callers_share_one_call(int callers)
    {
        var before = await CountProviderRequestsAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => TextAsync(Tracks)));

        all.Distinct().Count().ShouldBe(1);
        (await CountProviderRequestsAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_revalidated_response_that_has_not_changed_is_a_304()
    {
        using var first = await App.GetAsync(Tracks);
        using var request = new HttpRequestMessage(HttpMethod.Get, Tracks);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        request.Headers.CacheControl = new() { NoCache = true };
        var before = await CountProviderRequestsAsync();

        using var second = await App.SendAsync(request);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await CountProviderRequestsAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_matching_ETag_is_a_304()
    {
        using var first = await App.GetAsync(Tracks);
        using var request = new HttpRequestMessage(HttpMethod.Get, Tracks);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await App.SendAsync(request);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
    }

    [Theory]
    [InlineData("no-cache")]
    [InlineData("no-store")]
    [InlineData("max-age=0, no-cache")]
    public async Task A_no_cache_request_is_sent_to_the_provider(string directive)
    {
        await TextAsync(Tracks);
        var before = await CountProviderRequestsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Tracks);
        request.Headers.Add("Cache-Control", directive);

        using var answer = await App.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountProviderRequestsAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task The_cache_is_shared_by_a_user_s_keys_and_not_between_users()
    {
        using var cleo = await Broker.SignedInAsync("cleo", "spotify");
        using var hers = cleo.NewApp(await cleo.NewKeyAsync(AllScopes));
        using var mine = Dora.NewApp(await Dora.NewKeyAsync(["spotify:read"]));
        var first = await TextAsync(Tracks);
        var before = await CountProviderRequestsAsync();

        (await mine.GetStringAsync(Tracks)).ShouldBe(first);
        (await CountProviderRequestsAsync()).ShouldBe(before);
        (await hers.GetStringAsync(Tracks)).ShouldNotBe(first);
        (await CountProviderRequestsAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_key_without_the_scope_gets_no_cached_response()
    {
        await TextAsync(Tracks);
        foreach (var key in (string[])[
            await Dora.NewKeyAsync(["library:read"]), await Dora.NewKeyAsync(AllScopes, providers: ["deezer"])])
        {
            using var app = Dora.NewApp(key);
            // The second request uses the cached key.
            for (var i = 0; i < 2; i++)
            {
                using var answer = await app.GetAsync(Tracks);
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            }
        }
    }

    [Fact]
    public async Task A_revoked_key_gets_no_cached_response()
    {
        var key = await Dora.NewKeyAsync(AllScopes);
        using var app = Dora.NewApp(key);
        await app.GetStringAsync(Tracks);
        using var gone = await Dora.SendAsync(HttpMethod.Delete, $"/me/keys/{key[3..15]}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var answer = await app.GetAsync(Tracks);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_write_invalidates_the_cached_responses_of_its_provider()
    {
        const string list = "/deezer/user/me/tracks?limit=1";
        var before = (await App.GetFromJsonAsync<JsonElement>(list)).GetProperty("total").GetInt32();
        await TextAsync(Tracks);

        using var write = await App.DeleteAsync(await DeezerFavouriteAsync());

        write.StatusCode.ShouldBe(HttpStatusCode.OK);
        var requests = await CountProviderRequestsAsync();
        await TextAsync(Tracks);
        (await CountProviderRequestsAsync()).ShouldBe(requests, "the responses of the other provider stay cached");
        await TextAsync(list);
        (await CountProviderRequestsAsync()).ShouldBe(requests + 1);
        before.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task After_a_disconnect_no_cached_response_is_returned()
    {
        await TextAsync(Tracks);
        using var gone = await Dora.SendAsync(HttpMethod.Delete, "/me/connections/spotify");

        using var answer = await App.GetAsync(Tracks);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Playback_and_the_flow_are_never_cached()
    {
        foreach (var path in (string[])["/deezer/user/me/flow", "/spotify/v1/me/player/currently-playing"])
        {
            var before = await CountProviderRequestsAsync();
            using var first = await App.GetAsync(path);
            using var second = await App.GetAsync(path);
            (await CountProviderRequestsAsync()).ShouldBe(before + 2, path);
        }
    }

    [Fact]
    public async Task A_cached_response_has_the_CORS_header_for_an_allowed_origin()
    {
        await TextAsync(Tracks);
        using var request = new HttpRequestMessage(HttpMethod.Get, Tracks);
        request.Headers.Add("Origin", "https://dash.example");

        using var answer = await App.SendAsync(request);

        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://dash.example"]);
    }

    // Returns the address that removes one of Dora's favourites.
    private async Task<string> DeezerFavouriteAsync()
    {
        var page = await App.GetFromJsonAsync<JsonElement>("/deezer/user/me/tracks?limit=1");
        return $"/deezer/user/me/tracks?track_id={page.GetProperty("data")[0].GetProperty("id")}";
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await App.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync();
    }
}
