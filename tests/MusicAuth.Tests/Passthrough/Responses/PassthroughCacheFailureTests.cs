using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Responses;

/// <summary>The passthrough's cache while the provider fails.</summary>
public sealed class PassthroughCacheFailureTests() : PassthroughTestBase(
    ("Library:CacheSeconds", "60"))
{
    private const string Tracks = "/spotify/v1/me/tracks?limit=7";

    [Theory]
    [InlineData("unavailable", "provider_unavailable")]
    [InlineData("rate_limited", "provider_rate_limited")]
    [InlineData("gzip", "provider_answer_invalid")]
    public async Task While_the_provider_fails_the_cached_response_is_returned_as_stale_for_a_day(
        string fault, string code)
    {
        var first = await TextAsync(Tracks);
        await Broker.FaultAsync(new { kind = fault, provider = "spotify", on = "api" });
        Broker.Clock.Advance(TimeSpan.FromHours(23));

        using var old = await App.GetAsync(Tracks);

        old.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await old.Content.ReadAsStringAsync()).ShouldBe(first);
        old.Headers.Warning.ShouldHaveSingleItem().Code.ShouldBe(110);
        old.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe([$"stale; {code}"]);

        Broker.Clock.Advance(TimeSpan.FromHours(2));
        using var none = await App.GetAsync(Tracks);
        none.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task An_error_that_Deezer_sends_with_status_200_is_not_cached()
    {
        const string path = "/deezer/playlist/99999999999";
        using var first = await App.GetAsync(path);
        var before = await CountProviderRequestsAsync();

        using var second = await App.GetAsync(path);

        first.Headers.ETag.ShouldBeNull();
        second.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe(["800; not_found"]);
        (await CountProviderRequestsAsync()).ShouldBe(before + 1);
        (await Broker.AuditEntriesAsync(Dora)).Where(entry => entry.Word("kind") == "read")
            .Select(entry => entry.Word("outcome")).Distinct().ShouldBe(["not_found"]);
    }

    [Theory]
    [InlineData("deezer_error", 4, "provider_rate_limited")]
    [InlineData("deezer_error", 700, "provider_unavailable")]
    [InlineData("deezer_error", 50, "provider_app_unhealthy")]
    [InlineData("deezer_no_code", null, "provider_unavailable")]
    public async Task While_Deezer_fails_with_status_200_the_cached_response_is_returned_as_stale(
        string kind, int? code, string problem)
    {
        const string path = "/deezer/user/me/tracks?limit=3";
        var first = await TextAsync(path);
        await Broker.FaultAsync(new { kind, provider = "deezer", on = "api", code });

        await ShouldBeStaleAsync(path, first, problem);
    }

    [Fact]
    public async Task While_Spotify_refuses_the_app_the_probe_also_gets_the_cached_response()
    {
        var first = await TextAsync(Tracks);
        await Broker.FaultAsync(new { kind = "forbidden", provider = "spotify", on = "api", text = "premium" });

        await ShouldBeStaleAsync(Tracks, first, "provider_app_unhealthy");
    }

    private async Task ShouldBeStaleAsync(string path, string body, string problem)
    {
        Broker.Clock.Advance(TimeSpan.FromMinutes(5));

        using var old = await App.GetAsync(path);

        old.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await old.Content.ReadAsStringAsync()).ShouldBe(body);
        old.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe([$"stale; {problem}"]);
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await App.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync();
    }
}
