using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>T34 with the whole broker: one user polls a failing resource without effect on others.</summary>
public sealed class FailureIsolationTests : IAsyncLifetime
{
    private const string Tracks = "/spotify/v1/me/tracks?limit=1";
    private const string OnePlaylist = "/me/playlists?limit=1&provider=spotify";
    private static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    private readonly List<Browser> _browsers = [];
    private readonly List<HttpClient> _apps = [];
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["Upstream:TimeoutSeconds"] = "8" });

    public async ValueTask DisposeAsync()
    {
        _apps.ForEach(app => app.Dispose());
        _browsers.ForEach(browser => browser.Dispose());
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData(2, "bad_gateway")]
    [InlineData(3, "server_error")]
    [InlineData(5, "unavailable")]
    public async Task T34_a_failing_playlist_that_is_polled_holds_back_no_other_user(int users, string kind)
    {
        await SignInAsync(users);
        await _broker.FaultAsync(
            new { kind, provider = "spotify", on = "api", person = "person0", path = "/playlists/" });
        var before = (await _broker.StatsAsync()).Spotify.TotalRequests;
        var good = 0;
        for (var half = 0; half < 120; half++)
        {
            using var answer = await _apps[0].GetAsync("/spotify/v1/playlists/37i9dQZF1DX0XUsuxWHRQd");
            ((int)answer.StatusCode).ShouldBeInRange(500, 503);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            if (half % 20 == 19)
                good += await ReadWithAllAppsAsync();
            _broker.Clock.Advance(HalfSecond);
        }

        good.ShouldBe(6 * users);
        var calls = (await _broker.StatsAsync()).Spotify.TotalRequests - before - good;
        calls.ShouldBeInRange(4, 10, "without a back-off there would be 120 calls");
        Outage(ProviderEndpoint.Api).ShouldBeNull();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task T34_a_token_endpoint_that_fails_for_one_grant_refreshes_all_other_grants(int users)
    {
        await SignInAsync(users);
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await _broker.FaultAsync(new { kind = "server_error", provider = "spotify", on = "token", person = "person0" });
        for (var half = 0; half < 240; half++)
        {
            await _browsers[0].GetAsync(OnePlaylist, HttpStatusCode.ServiceUnavailable);
            _broker.Clock.Advance(HalfSecond);
        }

        for (var other = 1; other < users; other++)
            (await _browsers[other].GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [LongFact]
    public async Task T34_while_the_token_endpoint_hangs_the_breaker_of_the_API_stays_closed()
    {
        await SignInAsync(6);
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await SignInAsync(1, from: 6);
        await _broker.FaultAsync(
            new { kind = "latency", provider = "spotify", on = "token", delay_ms = 3_600_000 });

        var stale = Enumerable.Range(0, 12).Select(call => _browsers[call % 6].Client.GetAsync(OnePlaylist));
        foreach (var answer in await InTimeAsync(Task.WhenAll(stale)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            answer.Dispose();
        }

        Outage(ProviderEndpoint.Api).ShouldBeNull();
        await ReadAsync(6);
    }

    [Fact]
    public async Task T34_while_the_API_hangs_the_breaker_of_the_token_endpoint_stays_closed()
    {
        await SignInAsync(3);
        await _broker.FaultAsync(new { kind = "latency", provider = "spotify", on = "api", delay_ms = 3_600_000 });
        var hanging = Enumerable.Range(0, 9).Select(call => _apps[call % 3].GetAsync(Tracks));
        foreach (var answer in await InTimeAsync(Task.WhenAll(hanging)))
            answer.Dispose();
        Outage(ProviderEndpoint.Api).ShouldNotBeNull();
        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));

        Outage(ProviderEndpoint.Token).ShouldBeNull();
        await ReadWithAllAppsAsync();
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(3);
    }

    [Fact]
    public async Task T34_a_single_user_rarely_calls_an_API_that_refuses_connections()
    {
        await SignInAsync(1);
        await _broker.FaultAsync(new { kind = "drop", provider = "spotify", on = "api" });
        var before = (await _broker.StatsAsync()).Spotify.TotalRequests;
        for (var half = 0; half < 240; half++)
        {
            using var answer = await _apps[0].GetAsync(Tracks);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            _broker.Clock.Advance(HalfSecond);
        }

        ((await _broker.StatsAsync()).Spotify.TotalRequests - before).ShouldBeInRange(6, 12);
        Outage(ProviderEndpoint.Api).ShouldNotBeNull();
        await _broker.FaultAsync();
        using var refused = await _apps[0].GetAsync(Tracks);
        _broker.Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        await ReadAsync(0);
    }

    private TimeSpan? Outage(ProviderEndpoint endpoint) =>
        _broker.Services.GetRequiredService<OutboundLimiter>().GetCircuitWait("spotify", endpoint);

    private async Task SignInAsync(int users, int from = 0)
    {
        var names = Enumerable.Range(from, users).Select(n => $"person{n}").ToArray();
        await _broker.PutAsync("users", new { people = names.Select(name => new { name }) });
        foreach (var name in names)
        {
            var browser = await _broker.SignedInAsync(name, "spotify");
            _browsers.Add(browser);
            _apps.Add(browser.NewApp(await browser.NewKeyAsync(["spotify:read"])));
        }
    }

    private async Task<int> ReadWithAllAppsAsync()
    {
        for (var user = 0; user < _apps.Count; user++)
            await ReadAsync(user);
        return _apps.Count;
    }

    private async Task ReadAsync(int user)
    {
        using var answer = await _apps[user].GetAsync(Tracks);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    // The deadlines use the broker's clock.
    private async Task<T> InTimeAsync<T>(Task<T> requests)
    {
        while (await Task.WhenAny(requests, Task.Delay(100)) != requests)
            _broker.Clock.Advance(HalfSecond);
        return await requests;
    }
}
