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
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await App.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync();
    }
}
