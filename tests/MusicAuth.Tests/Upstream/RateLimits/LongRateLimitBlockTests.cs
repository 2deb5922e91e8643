using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

/// <summary>Spotify blocks the app for most of a day: <c>Retry-After: 48925</c>, as users have seen.</summary>
public abstract class LongRateLimitBlockTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?provider=spotify&limit=1";
    private static readonly TimeSpan BlockLength = TimeSpan.FromSeconds(48_925);

    private Browser _browser = null!;

    protected Broker Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await Broker.StartAsync(storage: storage);
        _browser = await Broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await Broker.DisposeAsync();
    }

    [Fact]
    public async Task No_call_leaves_before_the_end_of_the_block_even_after_a_restart()
    {
        await BeginBlockAsync();
        var requests = await CountApiRequestsAsync();
        for (var hours = 0; hours < 13; hours++)
        {
            await Broker.RestartAsync();
            Broker.Clock.Advance(TimeSpan.FromHours(1));
            await ShouldBeRefusedAsync(_browser = SameBrowser());
        }

        // The broker has refreshed a token, but has not called the API.
        (await CountApiRequestsAsync()).ShouldBe(requests);
        Broker.Clock.Advance(BlockLength - TimeSpan.FromHours(13) - TimeSpan.FromSeconds(1));
        await ShouldBeRefusedAsync(_browser);
        (await CountApiRequestsAsync()).ShouldBe(requests);

        Broker.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await CountApiRequestsAsync()).ShouldBe(requests + 1);
    }

    [Fact]
    public async Task The_block_does_not_bind_another_provider_app()
    {
        await BeginBlockAsync();
        await Broker.PutAsync("users", new { });
        await Broker.RestartAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Spotify:ClientId"] = "another-app",
        });
        _browser = SameBrowser();

        (await HealthAsync(_browser)).GetProperty("status").GetString().ShouldBe("ok");
        await Broker.RestartAsync();
        (await HealthAsync(_browser = SameBrowser())).GetProperty("status").GetString().ShouldBe("paused");
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_fails_no_request()
    {
        Broker.Database.Execute("DROP TABLE provider_pauses");
        await BeginBlockAsync();
        var requests = await CountApiRequestsAsync();

        await ShouldBeRefusedAsync(_browser);

        (await CountApiRequestsAsync()).ShouldBe(requests);
    }

    [Fact]
    public async Task The_list_of_providers_reports_the_block()
    {
        (await HealthAsync(_browser)).ToString().ShouldBe("""{"status":"ok","reason":null,"retry_after":null}""");
        await BeginBlockAsync();
        Broker.Clock.Advance(TimeSpan.FromSeconds(25));

        (await HealthAsync(_browser)).ToString()
            .ShouldBe("""{"status":"paused","reason":"quota_exceeded","retry_after":48900}""");
    }

    [Fact]
    public async Task Expired_blocks_are_deleted_from_the_database()
    {
        await BeginBlockAsync();
        await Broker.RestartAsync();
        Broker.Database.Count("provider_pauses").ShouldBe(1);
        Broker.Clock.Advance(BlockLength);
        _browser = SameBrowser();
        await BeginBlockAsync();
        await Broker.StopAsync();

        Broker.Database.Count("provider_pauses").ShouldBe(1);
        await Broker.RestartAsync();
        await ShouldBeRefusedAsync(_browser = SameBrowser());
    }

    protected async Task BeginBlockAsync()
    {
        await Broker.FaultAsync(new
        {
            kind = "quota_exceeded",
            provider = "spotify",
            on = "api",
            retry_after = 48_925,
            times = 1,
        });
        await ShouldBeRefusedAsync(_browser);
    }

    protected static async Task ShouldBeRefusedAsync(Browser browser)
    {
        using var answer = await browser.Client.GetAsync(OnePlaylist);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, text);
        text.ShouldContain("\"quota_exceeded\"");
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
    }

    /// <summary>The number of requests to Spotify's API, without token requests.</summary>
    protected async Task<int> CountApiRequestsAsync()
    {
        var spotify = (await Broker.StatsAsync()).Spotify;
        return spotify.TotalRequests - spotify.TokenRequests;
    }

    protected Browser SameBrowser(Broker? at = null) => (at ?? Broker).NewBrowser(_browser);

    private static async Task<JsonElement> HealthAsync(Browser browser) =>
        (await browser.GetAsync("/providers")).GetProperty("items")[0].GetProperty("health");
}
