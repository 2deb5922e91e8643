using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Leases;

/// <summary>
/// R6: a refresh, sign-ins and disconnects in each order end with the tokens of the last sign-in, or with none after a
/// disconnect. The provider rotates strictly, so mixed-up tokens would fail.
/// </summary>
public abstract class InterleavingTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private Broker _broker = null!;
    private Browser? _browser;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(
        sandbox: clock => new SandboxOptions { TimeProvider = clock, DeezerQuota = false, Rotation = true },
        services: GatedTokenEndpoint.AddTo,
        storage: storage);

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        await _broker.DisposeAsync();
    }

    public static IEnumerable<TheoryDataRow<string, string>> Orders() =>
        from point in new[] { "before sending", "before storing", "after" }
        from acts in new[] { "S", "D", "SS", "SD", "DS", "DSD", "SDS" }
        select new TheoryDataRow<string, string>(point, acts);

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_later_action_during_a_refresh_wins(string point, string acts)
    {
        var browser = _browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(PastTheHour);
        var gate = _broker.Services.GetRequiredService<GatedTokenEndpoint>();
        if (point == "before sending") gate.BeforeSending = () => ActAsync(acts);
        if (point == "before storing") gate.BeforeStoring = () => ActAsync(acts);

        using (await browser.Client.GetAsync(OnePlaylist))
        {
            if (point == "after") await ActAsync(acts);
        }

        gate.BeforeSending = gate.BeforeStoring = () => Task.CompletedTask;
        await LastActionShouldHoldAsync(browser, acts[^1]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task Unordered_parallel_actions_end_in_one_of_the_two_states(int callers)
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("MUSICAUTH_RACE_ROUNDS") ?? "5");
        for (var round = 0; round < rounds; round++)
        {
            using var browser = await _broker.SignedInAsync("dora", "spotify");
            _broker.Clock.Advance(PastTheHour);
            using var other = _broker.NewBrowser(browser);
            var calls = Enumerable.Range(0, callers).Select(_ => browser.Client.GetAsync(OnePlaylist)).ToList();
            var disconnect = round % 2 == 0
                ? other.SendAsync(HttpMethod.Delete, "/me/connections/spotify")
                : Task.FromResult(new HttpResponseMessage());
            using var again = await _broker.SignedInAsync("dora", "spotify");
            (await disconnect).Dispose();
            foreach (var call in calls)
                ((int)(await call).StatusCode).ShouldBeOneOf(200, 404, 401);

            // The disconnect came before the sign-in or after it.
            await LastActionShouldHoldAsync(again, _broker.Database.Count("grants") == 0 ? 'D' : 'S');
        }
    }

    private async Task ActAsync(string acts)
    {
        // Reset the hooks, because the actions must not run again in a refresh that they cause.
        var gate = _broker.Services.GetRequiredService<GatedTokenEndpoint>();
        gate.BeforeSending = gate.BeforeStoring = () => Task.CompletedTask;
        foreach (var act in acts)
        {
            if (act == 'S')
                await _browser!.SignInAsync("spotify", "dora");
            else
                (await _browser!.SendAsync(HttpMethod.Delete, "/me/connections/spotify")).StatusCode
                    .ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.NotFound);
        }
    }

    private async Task LastActionShouldHoldAsync(Browser browser, char last)
    {
        var database = _broker.Database;
        if (last == 'D')
        {
            database.Count("grants").ShouldBe(0);
            await browser.GetAsync(OnePlaylist, HttpStatusCode.NotFound);
        }
        else
        {
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
            _broker.Clock.Advance(PastTheHour);
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean()
                .ShouldBeTrue("the stored refresh token belongs to the last sign-in");
        }

        // The step of the clock also starts a round of background refreshes, which can be under way.
        await Eventually.IsTrueAsync(
            () => database.Count("refresh_intents") == 0 && database.Count("refresh_claims") == 0,
            "no refresh is under way");
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
    }
}
