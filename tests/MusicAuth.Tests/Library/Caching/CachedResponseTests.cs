using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Caching;

/// <summary>Repeated requests to the whole broker with a cache, like those of dashboards.</summary>
public sealed class CachedResponseTests : IAsyncLifetime
{
    private const string Path = "/me/playlists";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Library:CacheSeconds"] = "60",
        ["Access:CallerRequestsPerMinute"] = "0",
    };

    private Broker _broker = null!;
    private Browser _alma = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(Settings);
        _alma = await _broker.SignedInAsync("alma", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _alma.Dispose();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("/me/playlists")]
    [InlineData("/me/playlists?limit=5&provider=deezer")]
    [InlineData("/me/favorites?limit=60")]
    public async Task A_poll_gets_the_same_bytes_without_calls_to_the_providers(string path)
    {
        var first = await BodyAsync(_alma.Client, path);
        var calls = await CallsAsync();
        var second = await BodyAsync(_alma.Client, path);
        _broker.Clock.Advance(TimeSpan.FromSeconds(40));
        var third = await BodyAsync(_alma.Client, path);

        (second, third).ShouldBe((first, first));
        (await CallsAsync()).ShouldBe(calls);
        _broker.Clock.Advance(TimeSpan.FromSeconds(21));
        (await BodyAsync(_alma.Client, path)).ShouldNotBe(first, "fetched_at differs");
        (await CallsAsync()).ShouldBeGreaterThan(calls);
    }

    [Fact]
    public async Task An_unchanged_page_is_304_even_if_it_was_fetched_again()
    {
        using var first = await SendAsync(_alma.Client, HttpMethod.Get, Path);
        var tag = first.Headers.ETag!;
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        tag.IsWeak.ShouldBeTrue();
        _broker.Clock.Advance(TimeSpan.FromMinutes(5));

        using var second = await SendAsync(_alma.Client, HttpMethod.Get, Path, ("If-None-Match", $"\"x\", {tag}"));

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        second.Headers.ETag.ShouldBe(tag);
        second.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        await _broker.FaultAsync(new { kind = "unavailable", provider = "deezer", on = "api" });
        _broker.Clock.Advance(TimeSpan.FromMinutes(5));
        using var third = await SendAsync(_alma.Client, HttpMethod.Get, Path, ("If-None-Match", $"{tag}"));
        third.StatusCode.ShouldBe(HttpStatusCode.OK, "a source is stale now");
        (await JsonAsync(third)).GetProperty("sources")[1].GetProperty("status").GetString().ShouldBe("stale");
    }

    [Fact]
    public async Task HEAD_is_GET_without_a_body()
    {
        using var get = await SendAsync(_alma.Client, HttpMethod.Get, Path);
        using var head = await SendAsync(_alma.Client, HttpMethod.Head, Path);

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        head.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        head.Content.Headers.ContentLength.ShouldBe((await get.Content.ReadAsByteArrayAsync()).Length);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_cache_calls_the_providers_and_updates_the_cache()
    {
        await BodyAsync(_alma.Client, Path);
        var calls = await CallsAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(10));

        using var response = await SendAsync(_alma.Client, HttpMethod.Get, Path, ("Cache-Control", "no-cache"));
        var body = await response.Content.ReadAsStringAsync();

        (await CallsAsync()).ShouldBeGreaterThan(calls);
        (await BodyAsync(_alma.Client, Path)).ShouldBe(body);
    }

    [Fact]
    public async Task A_disconnect_and_a_new_connection_are_visible_at_once()
    {
        await BodyAsync(_alma.Client, Path);
        using (var disconnect = await _alma.SendAsync(HttpMethod.Delete, "/me/connections/deezer"))
            disconnect.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        ProvidersOf(await _alma.GetAsync(Path)).ShouldBe(["spotify"]);
        await _alma.GetAsync($"{Path}?provider=deezer", HttpStatusCode.NotFound);

        await _alma.SignInAsync("deezer", "alma");

        ProvidersOf(await _alma.GetAsync(Path)).ShouldBe(["spotify", "deezer"]);
    }

    [Fact]
    public async Task A_sign_out_drops_the_cache()
    {
        var user = await _alma.UserIdAsync();
        await BodyAsync(_alma.Client, Path);
        var cache = _broker.Services.GetRequiredService<ResponseCache>();
        var key = new CacheKey(user, "*", Path);
        cache.TryGetFresh(key, out var cached).ShouldBeTrue();
        var page = cached.Response;
        page.Scope.ShouldBe("library:read");
        page.Providers.ShouldBe(["spotify", "deezer"]);
        page.Data.ShouldBe("playlists");

        (await _alma.SendAsync(HttpMethod.Post, "/logout")).Dispose();

        cache.TryGetFresh(key, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_read_is_in_the_audit_log_even_if_the_cache_answers_it()
    {
        using var first = await SendAsync(_alma.Client, HttpMethod.Get, Path);
        using var hit = await SendAsync(_alma.Client, HttpMethod.Get, Path);
        using var notModified = await SendAsync(
            _alma.Client, HttpMethod.Get, Path, ("If-None-Match", first.Headers.ETag!.ToString()));
        using var head = await SendAsync(_alma.Client, HttpMethod.Head, Path);
        await _broker.FaultAsync(new { kind = "unavailable", provider = "deezer", on = "api" });
        _broker.Clock.Advance(TimeSpan.FromMinutes(2));
        using var stale = await SendAsync(_alma.Client, HttpMethod.Get, Path);

        var entries = (await _broker.AuditEntriesAsync(_alma, "?kind=read")).Select(item => item.Summary()).ToArray();
        notModified.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        CountOf(entries, "read spotify playlists ok").ShouldBe(5);
        CountOf(entries, "read deezer playlists ok").ShouldBe(4);
        CountOf(entries, "read deezer playlists provider_unavailable").ShouldBe(1);
    }

    [Fact]
    public async Task A_key_for_one_provider_never_gets_the_page_of_both()
    {
        using var whole = _alma.NewApp(await _alma.NewKeyAsync([AccessScopes.LibraryRead]));
        using var part = _alma.NewApp(await _alma.NewKeyAsync([AccessScopes.LibraryRead], ["deezer"]));
        await BodyAsync(whole, Path);

        var page = JsonElement.Parse(await BodyAsync(part, Path));

        ProvidersOf(page).ShouldBe(["deezer"]);
        (await part.AskAsync($"{Path}?provider=spotify")).ShouldBe(403);
        ProvidersOf(JsonElement.Parse(await BodyAsync(whole, Path))).ShouldBe(["spotify", "deezer"]);
    }

    [Fact]
    public async Task T14_two_hundred_mixed_calls_of_two_users_return_their_own_data()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        string[] paths = [Path, "/me/favorites", "/me/playlists?limit=3", "/me/favorites?provider=deezer"];
        Browser[] users = [_alma, dora];
        var own = new Dictionary<(Browser, string), string>();
        foreach (var user in users)
        {
            foreach (var path in paths)
                own[(user, path)] = Items(await BodyAsync(user.Client, path));
        }

        await DropCacheAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var (user, path) = (users[i % 2], paths[i / 2 % paths.Length]);
            Items(await BodyAsync(user.Client, path)).ShouldBe(own[(user, path)]);
        }));
        own[(_alma, Path)].ShouldNotBe(own[(dora, Path)]);
    }

    [Fact]
    public async Task Ten_thousand_concurrent_callers_cause_one_call_per_provider_page()
    {
        using var app = _alma.NewApp(await _alma.NewKeyAsync([AccessScopes.LibraryRead]));
        var before = await CallsAsync();
        await BodyAsync(app, Path);
        var callsOfOne = await CallsAsync() - before;
        await DropCacheAsync();

        var bodies = await Task.WhenAll(
            Enumerable.Range(0, 10_000).Select(_ => Task.Run(() => app.GetByteArrayAsync(Path))));

        (await CallsAsync() - before - callsOfOne).ShouldBe(callsOfOne);
        bodies.Select(body => body.Length).Distinct().Count().ShouldBe(1);
    }

    private static string[] ProvidersOf(JsonElement page) =>
        [.. page.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("provider").GetString()!)];

    private static string Items(string page) => JsonElement.Parse(page).GetProperty("items").GetRawText();

    private static int CountOf(string[] entries, string entry) => entries
        .Where(line => line.StartsWith(entry, StringComparison.Ordinal))
        .Sum(line => int.Parse(line[(line.LastIndexOf('x') + 1)..]));

    private async Task DropCacheAsync() => await _broker.Services.GetRequiredService<ResponseCache>()
        .InvalidateAsync(await _alma.UserIdAsync(), null, default);

    private async Task<int> CallsAsync()
    {
        var stats = await _broker.StatsAsync();
        return stats.Spotify.TotalRequests + stats.Deezer.TotalRequests;
    }

    private static async Task<string> BodyAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return body;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync());

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return await client.SendAsync(request);
    }
}
