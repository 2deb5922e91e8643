using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>A 401 that names a missing permission does not mean that the token is refused.</summary>
public sealed class MissingPermissionTests() : PassthroughTestBase(
    ("Spotify:AllowedScopes", "user-read-playback-state user-read-currently-playing user-modify-playback-state"))
{
    [Theory]
    [InlineData("GET", "/me/player", "user-read-playback-state")]
    [InlineData("HEAD", "/me/player", "user-read-playback-state")]
    [InlineData("GET", "/me/player/devices", "user-read-playback-state")]
    [InlineData("GET", "/me/player/currently-playing", "user-read-currently-playing")]
    [InlineData("PUT", "/me/player/pause", "user-modify-playback-state")]
    [InlineData("POST", "/me/player/next", "user-modify-playback-state")]
    public async Task The_player_without_the_scope_is_a_missing_scope_with_its_link(
        string method, string path, string scope)
    {
        for (var poll = 0; poll < 20; poll++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/spotify/v1" + path);
            using var answer = await App.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the broker must forward the provider's response");
            answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem()
                .ShouldBe($"missing_scope; scope=\"{scope}\"");
            answer.Headers.GetValues("MusicAuth-Reauthorize-Url").ShouldHaveSingleItem()
                .ShouldBe($"{Broker.PublicUrl}/login/spotify?scope={scope}");
            answer.Headers.GetValues("MusicAuth-Detail").ShouldHaveSingleItem().ShouldContain(scope);
        }

        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task Twenty_polls_are_20_calls()
    {
        var before = await CountProviderRequestsAsync();

        for (var poll = 0; poll < 20; poll++)
            (await App.GetAsync("/spotify/v1/me/player")).Dispose();

        (await CountProviderRequestsAsync() - before).ShouldBe(20);
    }

    [Fact]
    public async Task The_link_grants_the_scope_and_the_call_succeeds()
    {
        (await Dora.TrySignInAsync("spotify", "person=dora", "?scope=user-read-playback-state")).ShouldBe("/");

        using var answer = await App.GetAsync("/spotify/v1/me/player");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Every_wording_of_a_missing_permission_is_recognised()
    {
        foreach (var text in new[]
        {
            "Permissions missing", "permissions missing.", "PERMISSIONS MISSING", "Permission missing",
            "Permissions are missing", "Missing permissions", "missing_permissions", "Missing required scopes",
            "Insufficient client scope", "insufficient_scope",
        })
        {
            await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", text });

            using var answer = await App.GetAsync("/spotify/v1/me/player");
            answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem()
                .ShouldStartWith("missing_scope", customMessage: text);
            var source = (await Dora.GetAsync("/me/favorites")).GetProperty("sources")[0];
            source.GetProperty("status").GetString().ShouldBe("reauthorization_required", text);
            source.GetProperty("problem").GetProperty("reason").GetString().ShouldBe("missing_scope", text);
            (await Dora.GetAsync("/me/favorites?provider=spotify", HttpStatusCode.Forbidden))
                .GetProperty("reason").GetString().ShouldBe("missing_scope", text);
        }

        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task A_401_about_the_token_is_one_forced_refresh_and_one_more_call()
    {
        var refreshes = 0;
        foreach (var text in new[] { "expired", "invalid", "missing", "The permission to use this token has ended" })
        {
            await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", text, times = 1 });

            using var answer = await App.GetAsync("/spotify/v1/me");

            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(++refreshes, text);
        }
    }

    [Fact]
    public async Task A_missing_permission_of_the_catalogue_causes_no_request_for_an_app_token_and_names_no_consent()
    {
        await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", text = "Permissions missing" });
        for (var poll = 0; poll < 5; poll++)
        {
            using var answer = await App.GetAsync("/app/spotify/v1/search?q=x&type=track");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem().ShouldBe("401; forbidden");
        }

        (await Broker.AuditEntriesAsync(Dora, "?kind=read")).Select(entry => entry.Summary())
            .ShouldHaveSingleItem().ShouldBe("read spotify catalogue provider_forbids x5");
        await Broker.FaultAsync();
        for (var poll = 0; poll < 5; poll++)
        {
            using var library = await App.GetAsync("/app/spotify/v1/me");
            library.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "an app token must not read a library");
            library.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem().ShouldBe("401; forbidden");
            Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        // The code exchange of the sign-in, and one request for an app token.
        var stats = await Broker.StatsAsync();
        (stats.Spotify.TokenRequests, stats.Spotify.Refreshes).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_refused_write_is_not_repeated_and_20_refused_writes_force_one_refresh()
    {
        await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify" });
        var before = (await Broker.StatsAsync()).Spotify.TotalRequests;

        for (var write = 0; write < 20; write++)
        {
            using var answer = await App.PutAsync("/spotify/v1/me/library?uris=spotify:track:1", null);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the broker must forward the refusal");
        }

        var spotify = (await Broker.StatsAsync()).Spotify;
        (spotify.TotalRequests - before, spotify.Refreshes).ShouldBe((21, 1), "20 writes and one refresh");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(200)]
    public async Task Concurrent_calls_of_passthrough_and_lists_that_get_a_401_force_one_refresh(int callers)
    {
        await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify" });

        var answers = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => caller % 2 == 0
            ? App.GetAsync("/spotify/v1/me")
            : App.GetAsync("/me/playlists?provider=spotify")));

        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
        foreach (var answer in answers)
        {
            ((int)answer.StatusCode).ShouldBeOneOf(403, 503);
            answer.Dispose();
        }

        // In a minute of polls at most one refresh in 15 s is forced, and at most four in total.
        for (var second = 0; second < 60; second++)
        {
            Broker.Clock.Advance(TimeSpan.FromSeconds(1));
            (await App.GetAsync("/spotify/v1/me")).Dispose();
        }

        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBeLessThanOrEqualTo(5);
        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_call_before_the_next_forced_refresh_reports_the_wait()
    {
        await Broker.FaultAsync(new { kind = "unauthorized", provider = "spotify" });
        (await App.GetAsync("/spotify/v1/me")).Dispose();

        using var answer = await App.GetAsync("/spotify/v1/me");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(15));
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("provider_unavailable");
    }
}
