using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Limits;

/// <summary>
/// R19: the clock is set while calls are held back, as on a machine that starts without a network. No wait
/// becomes longer than reported.
/// </summary>
public sealed class UpstreamClockJumpTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1&provider=spotify";
    private readonly FakeTimeProvider _sandboxClock = new(TimeProvider.System.GetUtcNow());
    private Broker _broker = null!;
    private Browser _dora = null!;

    public static TheoryData<int> Hours => [-24, -1, 1];

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(sandbox: _ => new SandboxOptions { TimeProvider = _sandboxClock });
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_block_of_the_API_lasts_as_long_as_Retry_After(int hours) => await ShouldLastAsync(
        new { kind = "rate_limited", provider = "spotify", on = "api", retry_after = 30, times = 1 },
        calls: 1, HttpStatusCode.TooManyRequests, hours, seconds: 30);

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task An_open_breaker_of_the_API_lasts_as_long_as_reported(int hours) => await ShouldLastAsync(
        new { kind = "drop", provider = "spotify", on = "api" },
        calls: 5, HttpStatusCode.ServiceUnavailable, hours, seconds: 10);

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_back_off_of_one_list_lasts_as_long_as_reported(int hours) => await ShouldLastAsync(
        new { kind = "server_error", provider = "spotify", on = "api" },
        calls: 3, HttpStatusCode.ServiceUnavailable, hours, seconds: 5);

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_rejected_app_is_probed_after_fifteen_seconds(int hours) => await ShouldLastAsync(
        new { kind = "forbidden", provider = "spotify", on = "api", text = "premium" },
        calls: 1, HttpStatusCode.ServiceUnavailable, hours, seconds: 15);

    [Theory]
    [InlineData("server_error", 503, 2)]
    [InlineData("drop", 503, 2)]
    [InlineData("rate_limited", 429, 30)]
    [InlineData("invalid_client", 503, 15)]
    public async Task A_refresh_is_tried_again_at_the_reported_time(string kind, int status, int seconds)
    {
        Pass(TimeSpan.FromHours(6));
        await ShouldLastAsync(
            new { kind, provider = "spotify", on = "token", retry_after = 30 },
            calls: 1, (HttpStatusCode)status, hours: -1, seconds);
    }

    [Theory]
    [InlineData("bad_gateway", 5)]
    [InlineData("rate_limited", 30)]
    public async Task The_app_token_is_requested_again_at_the_reported_time(string kind, int seconds)
    {
        var tokens = _broker.Services.GetRequiredService<AppTokens>();
        await _broker.FaultAsync(new { kind, provider = "spotify", on = "token", retry_after = 30 });
        await Should.ThrowAsync<ProblemException>(tokens.GetAsync("spotify", CancellationToken.None));
        await _broker.FaultAsync();

        _broker.Clock.Jump(TimeSpan.FromHours(-1));

        (await Should.ThrowAsync<ProblemException>(tokens.GetAsync("spotify", CancellationToken.None)))
            .RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
        Pass(TimeSpan.FromSeconds(seconds));
        await tokens.GetAsync("spotify", CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task The_app_token_is_used_as_long_as_its_expires_in(int hours)
    {
        var tokens = _broker.Services.GetRequiredService<AppTokens>();
        var first = await tokens.GetAsync("spotify", CancellationToken.None);

        _broker.Clock.Jump(TimeSpan.FromHours(hours));

        (await tokens.GetAsync("spotify", CancellationToken.None)).ShouldBe(first);
        Pass(TimeSpan.FromMinutes(61));
        (await tokens.GetAsync("spotify", CancellationToken.None)).ShouldNotBe(first);
    }

    private async Task ShouldLastAsync(object fault, int calls, HttpStatusCode refusal, int hours, int seconds)
    {
        await _broker.FaultAsync(fault);
        for (var call = 0; call < calls; call++)
            await _dora.GetAsync(OnePlaylist, refusal);
        await _broker.FaultAsync();
        using var client = await NewAppAsync();

        _broker.Clock.Jump(TimeSpan.FromHours(hours));

        using var refused = await client.GetAsync(OnePlaylist);
        refused.StatusCode.ShouldBe(refusal);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(seconds));
        Pass(TimeSpan.FromSeconds(seconds));
        using var answer = await client.GetAsync(OnePlaylist);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    // An app, because a jump of the clock can end a session, but not a key.
    private async Task<HttpClient> NewAppAsync() => _dora.NewApp(await _dora.NewKeyAsync(["library:read"]));

    private void Pass(TimeSpan time)
    {
        _broker.Clock.Advance(time);
        _sandboxClock.Advance(time);
    }
}
