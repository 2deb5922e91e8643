using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Requests;

/// <summary>
/// docs/security.md T34: the apps of one user never delay the reads of another user, and no outage is recorded. The
/// clock stands still, so a read that waits never ends.
/// </summary>
public sealed class UserIsolationTests() : PassthroughTestBase(("Upstream:TimeoutSeconds", "8"))
{
    private const string Read = "/spotify/v1/me/tracks?limit=1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private OutboundLimiter Limiter => Broker.Services.GetRequiredService<OutboundLimiter>();

    [Theory]
    [InlineData("PUT", 5)]
    [InlineData("POST", 17)]
    [InlineData("DELETE", 40)]
    [InlineData("GET", 5)]
    public async Task T34_slow_bodies_hold_no_slot_and_end_with_408(string method, int uploads)
    {
        using var cleo = await SignInAsCleoAsync();
        var bodies = Enumerable.Range(0, uploads).Select(_ => new BlockedContent()).ToArray();
        var slow = bodies.Select(body => SendAsync(method, body)).ToArray();
        await Task.WhenAll(bodies.Select(body => body.Started)).WaitAsync(Patience);

        await ShouldReadAsync(cleo, 16);
        await Eventually.IsTrueAsync(() =>
        {
            Broker.Clock.Advance(TimeSpan.FromSeconds(1));
            return Array.TrueForAll(slow, one => one.IsCompleted);
        });
        foreach (var one in slow)
        {
            using var answer = await one.WaitAsync(Patience);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestTimeout);
            answer.Headers.GetValues("MusicAuth-Error").ShouldBe(["request_timeout"]);
            answer.Headers.Connection.ShouldContain("close");
        }

        Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldBeNull();
        await ShouldReadAsync(cleo, 16);
    }

    [Fact]
    public async Task T34_a_slow_but_complete_body_is_forwarded()
    {
        BlockedContent[] bodies = [new()];
        var upload = SendAsync("POST", bodies[0]);
        await bodies[0].Started.WaitAsync(Patience);
        Broker.Clock.Advance(TimeSpan.FromSeconds(7));
        bodies[0].Release();

        using var answer = await upload.WaitAsync(Patience);
        answer.Headers.Contains("MusicAuth-Error").ShouldBeFalse();
    }

    [LongTheory]
    [InlineData("/spotify/v1/me/tracks?limit=2", 6)]
    [InlineData("/spotify/v1/playlists/x/tracks?limit=100", 20)]
    public async Task T34_a_stalled_refresh_is_a_503_and_not_an_outage_of_the_API(string path, int calls)
    {
        Broker.Clock.Advance(TimeSpan.FromHours(2));
        using var cleo = await SignInAsCleoAsync();
        await Broker.FaultAsync(new { kind = "latency", provider = "spotify", on = "token", delay_ms = 600_000 });
        var stalled = Enumerable.Range(0, calls).Select(_ => App.GetAsync(path)).ToArray();
        await Eventually.IsTrueAsync(async () => (await Broker.StatsAsync()).Spotify.TokenRequests > 2);

        await ShouldReadAsync(cleo, 16);
        await Eventually.IsTrueAsync(() =>
        {
            Broker.Clock.Advance(TimeSpan.FromSeconds(1));
            return Array.TrueForAll(stalled, one => one.IsCompleted);
        });
        foreach (var one in stalled)
        {
            using var answer = await one;
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }

        Limiter.GetCircuitWait("spotify", ProviderEndpoint.Api).ShouldBeNull();
        await ShouldReadAsync(cleo, 1);
    }

    [Fact]
    public async Task T34_slow_downloads_hold_no_connection_that_another_user_needs()
    {
        using var cleo = await SignInAsCleoAsync();
        await Broker.FaultAsync(new { kind = "large", provider = "deezer", on = "api", bytes = 20_000_000 });
        var downloads = new List<HttpResponseMessage>();
        for (var i = 0; i < 40; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/deezer/user/me/tracks");
            request.Headers.Add("Cache-Control", "no-store");
            downloads.Add(await App.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience));
        }

        downloads.ShouldAllBe(one => one.StatusCode == HttpStatusCode.OK);
        await Broker.FaultAsync();
        using var read = await cleo.GetAsync("/deezer/user/me/tracks?limit=1").WaitAsync(Patience);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        downloads.ForEach(one => one.Dispose());
        Limiter.GetCircuitWait("deezer", ProviderEndpoint.Api).ShouldBeNull();
    }

    [Fact]
    public async Task T34_a_user_s_surplus_downloads_are_refused_and_other_users_download()
    {
        using var cleo = await SignInAsCleoAsync();
        await Broker.FaultAsync(new { kind = "large", provider = "spotify", on = "api", bytes = 20_000_000 });
        var downloads = new List<HttpResponseMessage>();
        for (var i = 0; i < 65; i++)
            downloads.Add(await OpenAsync(App));
        using var hers = await OpenAsync(cleo);

        downloads[^1].StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        downloads[^1].Headers.RetryAfter.ShouldNotBeNull();
        (await downloads[^1].Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("rate_limited");
        hers.StatusCode.ShouldBe(HttpStatusCode.OK);
        downloads.ForEach(one => one.Dispose());
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/tracks");
        return await app.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
    }

    private async Task<HttpClient> SignInAsCleoAsync()
    {
        using var cleo = await Broker.SignedInAsync("cleo", "spotify", "deezer");
        return cleo.NewApp(await cleo.NewKeyAsync(AllScopes));
    }

    private static async Task ShouldReadAsync(HttpClient app, int reads)
    {
        foreach (var one in Enumerable.Range(0, reads).Select(_ => app.GetAsync(Read)).ToArray())
        {
            using var answer = await one.WaitAsync(Patience);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string method, BlockedContent body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/spotify/v1/playlists/x/anything");
        request.Content = body;
        return await App.SendAsync(request);
    }
}
