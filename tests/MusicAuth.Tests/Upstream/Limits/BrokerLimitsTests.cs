using System.Net;
using System.Text.Json;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>The limiter in a whole broker: its responses to users, and its metrics.</summary>
public sealed class BrokerLimitsTests : IAsyncLifetime
{
    private const string SpotifyPlaylists = "/me/playlists?provider=spotify&limit=1";
    private const string DeezerPlaylists = "/me/playlists?provider=deezer&limit=1";

    private Broker _broker = null!;
    private Browser _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" });
        _owner = await _broker.SignedInAsync("alma", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_lapsed_Premium_makes_the_app_unhealthy_and_leaves_connections_active()
    {
        await _broker.FaultAsync(new { kind = "forbidden", provider = "spotify", on = "api", text = Premium });
        await AskAsync(SpotifyPlaylists, HttpStatusCode.ServiceUnavailable);

        (await HealthAsync("spotify")).ToString()
            .ShouldBe("""{"status":"unhealthy","reason":"premium_lapsed","retry_after":15}""");
        (await HealthAsync("deezer")).GetProperty("status").GetString().ShouldBe("ok");
        (await _owner.GetAsync("/me")).GetProperty("connections").EnumerateArray()
            .ShouldAllBe(connection => connection.GetProperty("state").GetString() == "active");

        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(15));
        await AskAsync(SpotifyPlaylists, HttpStatusCode.OK);
        (await HealthAsync("spotify")).GetProperty("status").GetString().ShouldBe("ok");
    }

    [Theory]
    [InlineData("invalid_client", "spotify", "invalid_client")]
    [InlineData("deezer_error", "deezer", "app_disabled")]
    public async Task A_rejected_app_names_its_reason(string kind, string provider, string reason)
    {
        if (kind == "invalid_client")
            _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await _broker.FaultAsync(kind == "invalid_client"
            ? new { kind, provider }
            : new { kind, provider, code = 50 });
        await AskAsync(provider == "spotify" ? SpotifyPlaylists : DeezerPlaylists, HttpStatusCode.ServiceUnavailable);

        var health = await HealthAsync(provider);

        health.GetProperty("status").GetString().ShouldBe("unhealthy");
        health.GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task An_outage_is_reported_and_no_call_leaves_during_it()
    {
        await _broker.FaultAsync(new { kind = "drop", provider = "spotify", on = "api" });
        for (var i = 0; i < 5; i++)
            await AskAsync(SpotifyPlaylists, HttpStatusCode.ServiceUnavailable);
        var requests = (await _broker.StatsAsync()).Spotify.TotalRequests;

        using var answer = await _owner.Client.GetAsync(SpotifyPlaylists);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        (await _broker.StatsAsync()).Spotify.TotalRequests.ShouldBe(requests);
        (await HealthAsync("spotify")).ToString().ShouldBe("""{"status":"outage","reason":null,"retry_after":10}""");
        await AskAsync(DeezerPlaylists, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deezers_code_4_blocks_calls_for_five_seconds()
    {
        await _broker.FaultAsync(new { kind = "deezer_error", provider = "deezer", code = 4, times = 1 });
        await AskAsync(DeezerPlaylists, HttpStatusCode.TooManyRequests);
        _broker.Clock.Advance(TimeSpan.FromSeconds(4));
        await AskAsync(DeezerPlaylists, HttpStatusCode.TooManyRequests);
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(DeezerPlaylists, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Eighty_concurrent_requests_never_reach_Deezers_limit()
    {
        await using var strict = await Broker.StartAsync(
            sandbox: clock => new SandboxOptions { TimeProvider = clock });
        using var alma = await strict.SignedInAsync("alma", "deezer");

        var answers = await Task.WhenAll(Enumerable.Range(1, 80).Select(async i =>
        {
            using var answer = await alma.Client.GetAsync($"/me/playlists?provider=deezer&limit={i}");
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.OK).ShouldBeInRange(1, 50);
        answers.ShouldAllBe(status => status == HttpStatusCode.OK || status == HttpStatusCode.TooManyRequests);
        (await strict.StatsAsync()).Deezer.MaxConcurrency.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_rate_limited_token_endpoint_gets_no_request_and_no_connection_is_lost()
    {
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await _broker.FaultAsync(new
        {
            kind = "rate_limited",
            provider = "spotify",
            on = "token",
            retry_after = 600,
            times = 1,
        });
        await AskAsync(SpotifyPlaylists, HttpStatusCode.TooManyRequests);
        using var stranger = _broker.NewBrowser();
        (await stranger.TrySignInAsync("spotify", "person=dora")).ShouldContain("registration_closed", Case.Sensitive,
            "code exchanges have their own rate-limit block");
        var requests = (await _broker.StatsAsync()).Spotify.TokenRequests;
        _broker.Clock.Advance(TimeSpan.FromSeconds(599));
        await AskAsync(SpotifyPlaylists, HttpStatusCode.TooManyRequests);
        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(requests);

        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(SpotifyPlaylists, HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_metrics_show_calls_refusals_and_blocks()
    {
        await AskAsync(SpotifyPlaylists, HttpStatusCode.OK);
        await _broker.FaultAsync(new
        {
            kind = "rate_limited",
            provider = "spotify",
            on = "api",
            retry_after = 600,
            times = 1,
        });
        await AskAsync(SpotifyPlaylists, HttpStatusCode.TooManyRequests);
        await AskAsync(SpotifyPlaylists, HttpStatusCode.TooManyRequests);

        var metrics = await MetricsText.ReadAsync(_owner);

        // The sign-in has read the profile with one call.
        metrics["""musicauth_upstream_calls_total{provider="spotify",side="api",outcome="ok"}"""].ShouldBe(2);
        metrics["""musicauth_upstream_calls_total{provider="spotify",side="token",outcome="ok"}"""].ShouldBe(1);
        metrics["""musicauth_upstream_calls_total{provider="spotify",side="api",outcome="rate_limited"}"""].ShouldBe(1);
        metrics["""musicauth_upstream_refusals_total{provider="spotify",side="api",outcome="rate_limited"}"""]
            .ShouldBe(1);
        metrics["""musicauth_upstream_pause_seconds{provider="spotify",side="api"}"""].ShouldBe(600);
        metrics["""musicauth_upstream_pause_seconds{provider="spotify",side="token"}"""].ShouldBe(0);
        metrics["""musicauth_upstream_outage{provider="deezer",side="api"}"""].ShouldBe(0);
        metrics["""musicauth_upstream_waiting{provider="deezer",side="api"}"""].ShouldBe(0);
        metrics["""musicauth_upstream_limit{provider="deezer"}"""].ShouldBe(50);
        metrics.Text.ShouldNotContain(
            """musicauth_upstream_limit{provider="spotify"}""", Case.Sensitive,
            "a rate window that is not full teaches no limit");
    }

    private const string Premium = "Active premium subscription required for the owner of the app. When the "
        + "subscription status changes, it can take a few hours before requests are allowed again.";

    private async Task AskAsync(string path, HttpStatusCode expected)
    {
        using var answer = await _owner.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> HealthAsync(string provider) =>
        (await _owner.GetAsync("/providers")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("name").GetString() == provider).GetProperty("health");
}
