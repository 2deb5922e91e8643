using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Callback;

/// <summary>docs/security.md T33: anonymous requests cannot flood the token endpoints.</summary>
public abstract class CodeExchangeLimiterTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string Limited = "/?error=rate_limited&provider=";
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync(("Access:Registration", "Owner"));

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task T33_of_151_callbacks_at_once_30_reach_the_token_endpoints_and_the_others_write_nothing()
    {
        var flows = await BeginAsync(151, i => $"192.0.2.{i}", i => i % 2 == 0 ? "spotify" : "deezer");

        var ends = await Task.WhenAll(flows.Select(ReturnAsync));

        ends.Count(end => end.StartsWith(Limited, StringComparison.Ordinal)).ShouldBe(121);
        (await TokenRequestsAsync()).ShouldBe(30);
        _broker.Database.Count("spent_states").ShouldBe(30);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.8")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.8")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:aaaa::9", "2001:db8:1:3::1")]
    public async Task T33_one_network_has_ten_exchanges_a_minute(string address, string same, string other)
    {
        var flows = await BeginAsync(15, i => i % 2 == 0 ? address : same, i => i % 2 == 0 ? "spotify" : "deezer");

        var ends = await Task.WhenAll(flows.Select(ReturnAsync));

        ends.Count(end => end.StartsWith(Limited, StringComparison.Ordinal)).ShouldBe(5);
        (await TokenRequestsAsync()).ShouldBe(10);
        (await SignInFromAsync(same)).ShouldStartWith(Limited);
        (await SignInFromAsync(other)).ShouldNotStartWith(Limited);
        _broker.Clock.Advance(TimeSpan.FromSeconds(60));
        (await SignInFromAsync(same)).ShouldNotStartWith(Limited);
    }

    [Fact]
    public async Task T33_a_refused_state_stays_unused_and_succeeds_a_minute_later()
    {
        await ExhaustAsync("192.0.2.9");
        using var browser = NewBrowser("192.0.2.9");
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");

        (await browser.FollowCallbackAsync(callback)).ShouldBe(Limited + "spotify");

        _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        (await browser.FollowCallbackAsync(callback)).ShouldNotContain("reason=used");
    }

    [Fact]
    public async Task T33_successful_sign_ins_return_their_permit()
    {
        await using var open = await StartAsync(("Access:Registration", "Open"));

        for (var i = 0; i < 15; i++)
        {
            using var browser = NewBrowser("192.0.2.7", open);
            await browser.SignInAsync(i % 2 == 0 ? "spotify" : "deezer", "dora");
        }
    }

    [Fact]
    public async Task T33_a_flow_with_a_session_is_not_limited()
    {
        await using var open = await StartAsync(("Access:Registration", "Open"));
        using var browser = NewBrowser("192.0.2.7", open);
        await browser.SignInAsync("spotify", "dora");
        for (var i = 0; i < 11; i++)
        {
            using var stranger = NewBrowser("192.0.2.7", open);
            await ReturnAsync((stranger, await WrongCodeAsync(stranger, "deezer")));
        }

        (await browser.FollowCallbackAsync(await WrongCodeAsync(browser, "spotify"))).ShouldEndWith("reason=exchange");
    }

    [Fact]
    public async Task T33_without_an_anonymous_request_limit_code_exchanges_are_not_limited()
    {
        await using var unlimited = await StartAsync(("Access:AnonymousRequestsPerMinute", "0"));

        for (var i = 0; i < 35; i++)
        {
            using var browser = NewBrowser("192.0.2.7", unlimited);
            (await browser.FollowCallbackAsync(await WrongCodeAsync(browser, "spotify")))
                .ShouldEndWith("reason=exchange");
        }
    }

    [Fact]
    public async Task T33_anonymous_rows_expire_after_ten_minutes_and_successful_ones_stay()
    {
        await using var open = await StartAsync(("Access:Registration", "Open"));
        using var good = NewBrowser("192.0.2.6", open);
        await good.SignInAsync("spotify", "dora");
        using var browser = NewBrowser("192.0.2.7", open);
        await browser.FollowCallbackAsync(await WrongCodeAsync(browser, "spotify"));
        open.Database.Count("spent_states").ShouldBe(2);

        // The cleanup timer runs after each step of the clock.
        await Eventually.IsTrueAsync(
            () => open.Database.Count("spent_states") == 1,
            between: () => open.Clock.Advance(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task T33_at_most_a_thousand_anonymous_rows_are_stored()
    {
        await using var unlimited = await StartAsync(("Access:AnonymousRequestsPerMinute", "0"));
        var now = unlimited.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var hash = storage == DatabaseKind.Sqlite ? "randomblob(32)" : "sha256(i::text::bytea)";
        var numbers = storage == DatabaseKind.Sqlite
            ? "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) SELECT i FROM n)"
            : "generate_series(1, 999) AS i";
        unlimited.Database.Execute(
            "INSERT INTO spent_states (hash, spent_at, by_stranger) "
            + $"SELECT {hash}, {now}, true FROM {numbers}");

        using var browser = NewBrowser("192.0.2.7", unlimited);
        (await browser.FollowCallbackAsync(await WrongCodeAsync(browser, "spotify"))).ShouldEndWith("reason=exchange");
        (await browser.FollowCallbackAsync(await WrongCodeAsync(browser, "spotify"))).ShouldBe(Limited + "spotify");

        unlimited.Database.Count("spent_states").ShouldBe(UsedStateStore.MaxAnonymous);
        (await unlimited.StatsAsync()).Spotify.TokenRequests.ShouldBe(1);
    }

    private static Task<Broker> StartAsync(DatabaseKind storage, params (string Key, string Value)[] settings) =>
        Broker.StartAsync(
            settings.Prepend(("Access:AnonymousRequestsPerMinute", "100000"))
                .GroupBy(setting => setting.Item1, setting => (string?)setting.Item2, StringComparer.Ordinal)
                .ToDictionary(setting => setting.Key, setting => setting.Last(), StringComparer.Ordinal),
            storage: storage);

    private Task<Broker> StartAsync(params (string Key, string Value)[] settings) => StartAsync(storage, settings);

    private Browser NewBrowser(string address, Broker? broker = null)
    {
        var browser = (broker ?? _broker).NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, address);
        return browser;
    }

    private async Task<(Browser Browser, Uri Callback)[]> BeginAsync(
        int count, Func<int, string> address, Func<int, string> provider)
    {
        var flows = new (Browser, Uri)[count];
        for (var i = 0; i < count; i++)
        {
            var browser = NewBrowser(address(i));
            flows[i] = (browser, await WrongCodeAsync(browser, provider(i)));
        }

        return flows;
    }

    private async Task ExhaustAsync(string address)
    {
        foreach (var flow in await BeginAsync(10, _ => address, _ => "spotify"))
            await ReturnAsync(flow);
    }

    private async Task<string> SignInFromAsync(string address)
    {
        var browser = NewBrowser(address);
        return await ReturnAsync((browser, await WrongCodeAsync(browser, "spotify")));
    }

    // Only the provider detects an invented code.
    private static async Task<Uri> WrongCodeAsync(Browser browser, string provider)
    {
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), "person=dora");
        var query = QueryHelpers.ParseQuery(callback.Query);
        query["code"] = "made-up";
        return new Uri(QueryHelpers.AddQueryString(
            callback.GetLeftPart(UriPartial.Path), query));
    }

    private static async Task<string> ReturnAsync((Browser Browser, Uri Callback) flow)
    {
        using (flow.Browser)
            return await flow.Browser.FollowCallbackAsync(flow.Callback);
    }

    private async Task<int> TokenRequestsAsync()
    {
        var stats = await _broker.StatsAsync();
        return stats.Spotify.TokenRequests + stats.Deezer.TokenRequests;
    }
}
