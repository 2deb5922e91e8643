using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Callback;

/// <summary>Case f07: browsers prefetch or repeat a callback.</summary>
public abstract class RepeatedCallbackTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("spotify", "Sec-Purpose", "prefetch")]
    [InlineData("deezer", "Sec-Purpose", "prefetch;prerender")]
    [InlineData("spotify", "Purpose", "prefetch")]
    [InlineData("deezer", "X-Purpose", "preview")]
    [InlineData("spotify", "X-Moz", "prefetch")]
    public async Task F07_a_prefetched_callback_still_completes_when_the_user_opens_it(
        string provider, string header, string value)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(
            await browser.StartSignInAsync(provider, "?returnUrl=%2Fdocs"), "person=dora");
        using var ahead = new HttpRequestMessage(HttpMethod.Get, callback.PathAndQuery);
        ahead.Headers.Add(header, value);

        using var answer = await browser.Client.SendAsync(ahead);

        answer.IsSuccessStatusCode.ShouldBeFalse("a browser uses a prefetched response only if it was successful");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await ExchangesAsync(provider)).ShouldBe(0);
        (await browser.FollowCallbackAsync(callback)).ShouldBe("/docs");
        await browser.GetAsync("/me");
        (await ExchangesAsync(provider)).ShouldBe(1);
    }

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task F07_a_repeated_callback_redirects_to_the_same_place(string provider)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(
            await browser.StartSignInAsync(provider, "?returnUrl=%2Fdocs%3Fa%3Db"), "person=dora");

        for (var i = 0; i < 3; i++)
            (await browser.FollowCallbackAsync(callback)).ShouldBe("/docs?a=b");
        _broker.Clock.Advance(TimeSpan.FromMinutes(15));
        (await browser.FollowCallbackAsync(callback)).ShouldBe("/docs?a=b");

        await browser.GetAsync("/me");
        (await ExchangesAsync(provider)).ShouldBe(1);
        _broker.Database.Count("sessions").ShouldBe(1);
    }

    [Fact]
    public async Task F07_a_repeated_link_redirects_to_the_same_place()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");

        (await browser.FollowCallbackAsync(callback)).ShouldBe("/");
        (await browser.FollowCallbackAsync(callback)).ShouldBe("/");

        (await ExchangesAsync("spotify")).ShouldBe(2);
    }

    [Theory]
    [InlineData("spotify", 2)]
    [InlineData("deezer", 5)]
    [InlineData("spotify", 40)]
    public async Task F07_parallel_callbacks_make_one_token_call_and_all_end_signed_in(string provider, int callers)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), "person=dora");
        var cookies = browser.CookieHeader;

        var ends = await SendTogetherAsync(provider, callback, cookies, callers);

        ends.ShouldAllBe(end => end.Location == "/");
        foreach (var cookie in ends.Select(end => end.Cookie).Distinct())
            (await StatusAsync(cookie)).ShouldBe(HttpStatusCode.OK);
        (await ExchangesAsync(provider)).ShouldBe(1);
        _broker.Database.Count("sessions").ShouldBe(1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public async Task F07_parallel_callbacks_of_a_signed_in_browser_all_end_signed_in(int callers)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        var cookies = browser.CookieHeader;

        var ends = await SendTogetherAsync("spotify", callback, cookies, callers);

        ends.ShouldAllBe(end => end.Location == "/");
        foreach (var cookie in ends.Select(end => end.Cookie).Distinct())
            (await StatusAsync(cookie)).ShouldBe(HttpStatusCode.OK);
        (await ExchangesAsync("spotify")).ShouldBe(2);
    }

    [Fact]
    public async Task F07_parallel_callbacks_that_fail_report_the_same_error()
    {
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify", on = "token" });
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        var cookies = browser.CookieHeader;

        var ends = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(callback, cookies)));

        ends.ShouldAllBe(end => end.Location == "/?error=sign_in_failed&provider=spotify&reason=exchange");
        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(1);
    }

    [Fact]
    public async Task F07_a_used_callback_without_its_session_stays_refused()
    {
        using var browser = _broker.NewBrowser();
        using var other = await _broker.SignedInAsync("alma", "spotify");
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        var before = browser.CookieHeader;
        (await browser.FollowCallbackAsync(callback)).ShouldBe("/");

        (await SendAsync(callback, before)).Location.ShouldEndWith("reason=used");
        (await SendAsync(callback, "x=y")).Location.ShouldEndWith("reason=state");
        (await other.FollowCallbackAsync(callback)).ShouldEndWith("reason=other_session");
        (await SendAsync(callback, other.CookieHeader + "; " + before)).Location.ShouldEndWith("reason=other_session");
        using var signOut = await browser.SendAsync(HttpMethod.Post, "/logout");
        (await browser.FollowCallbackAsync(callback)).ShouldEndWith("reason=state");
    }

    [Fact]
    public async Task F07_another_code_with_the_same_state_is_no_repeat()
    {
        using var browser = _broker.NewBrowser();
        var consent = await browser.StartSignInAsync("spotify");
        var first = await browser.ChooseConsentAsync(consent, "person=dora");
        var second = await browser.ChooseConsentAsync(consent, "person=alma");
        (await browser.FollowCallbackAsync(first)).ShouldBe("/");

        (await browser.FollowCallbackAsync(second)).ShouldEndWith("reason=other_session");

        (await browser.FollowCallbackAsync(first)).ShouldBe("/");
        (await ExchangesAsync("spotify")).ShouldBe(1);
    }

    private async Task<int> ExchangesAsync(string provider)
    {
        var stats = await _broker.StatsAsync();
        return (provider == "spotify" ? stats.Spotify : stats.Deezer).TokenExchanges;
    }

    // The provider responds after all callbacks have arrived, because a later one would need the new session.
    private async Task<(string Location, string Cookie)[]> SendTogetherAsync(
        string provider, Uri callback, string cookies, int callers)
    {
        using var open = new MetricCollector<long>(
            _broker.Services.GetRequiredService<IMeterFactory>(), "Microsoft.AspNetCore.Hosting",
            "http.server.active_requests");
        await _broker.FaultAsync(new { kind = "slow", provider, on = "token", delay_ms = 500, times = 1 });
        var ends = Enumerable.Range(0, callers).Select(_ => SendAsync(callback, cookies)).ToArray();
        // Only the starts count: the end of an earlier request can be recorded after its response has arrived.
        await Eventually.IsTrueAsync(() => open.GetMeasurementSnapshot().Count(change => change.Value > 0) >= callers);
        // The clock must not be faster than real time, or the broker's time limit would end the call first.
        await Eventually.IsTrueAsync(
            () => Array.TrueForAll(ends, end => end.IsCompleted),
            between: () => _broker.Clock.Advance(TimeSpan.FromMilliseconds(10)));
        return await Task.WhenAll(ends);
    }

    private async Task<(string Location, string Cookie)> SendAsync(Uri callback, string cookies)
    {
        using var answer = await GetAsync(callback.PathAndQuery, cookies);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var given = answer.Headers.TryGetValues("Set-Cookie", out var all)
            ? all.Select(cookie => cookie.Split(';')[0]).FirstOrDefault(
                cookie => cookie.StartsWith("musicauth_session=", StringComparison.Ordinal))
            : null;
        return (answer.Headers.Location!.ToString(), given ?? "");
    }

    private async Task<HttpStatusCode> StatusAsync(string cookie)
    {
        using var answer = await GetAsync("/me", cookie);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string cookies)
    {
        using var browser = _broker.NewBrowser();
        using var client = browser.NewCookielessClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookies);
        return await client.SendAsync(request);
    }
}
