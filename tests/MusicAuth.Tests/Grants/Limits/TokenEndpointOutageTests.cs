using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R10: a failing token endpoint gets few requests, and its recovery is detected soon.</summary>
public sealed class TokenEndpointOutageTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1&provider=spotify";
    private const int Users = 20;
    private readonly List<Browser> _browsers = [];
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        var names = Enumerable.Range(0, Users).Select(n => $"user{n}").ToArray();
        await _broker.PutAsync("users", new { people = names.Select(name => new { name }) });
        foreach (var name in names)
            _browsers.Add(await _broker.SignedInAsync(name, "spotify"));
        await _browsers[0].SignInAsync("deezer", names[0]);
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
    }

    public async ValueTask DisposeAsync()
    {
        _browsers.ForEach(browser => browser.Dispose());
        await _broker.DisposeAsync();
    }

    [LongFact]
    public async Task Many_dashboards_cause_two_requests_a_minute_to_a_failing_endpoint_at_most()
    {
        await _broker.FaultAsync(new { kind = "unavailable", provider = "spotify", on = "token" });
        await RequestAllAsync();
        var before = (await _broker.StatsAsync()).Spotify.TokenRequests;

        for (var second = 0; second < 600; second += 10)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(10));
            var answers = await RequestAllAsync();
            answers.ShouldAllBe(answer => answer == HttpStatusCode.ServiceUnavailable);
        }

        ((await _broker.StatsAsync()).Spotify.TokenRequests - before).ShouldBeInRange(15, 20);
        (await _browsers[0].GetAsync("/me/playlists?limit=1&provider=deezer")).GetProperty("complete").GetBoolean()
            .ShouldBeTrue("the outage does not affect the other provider");
    }

    [Fact]
    public async Task A_recovered_endpoint_serves_all_grants_within_a_minute_but_not_all_at_once()
    {
        await _broker.FaultAsync(new { kind = "unavailable", provider = "spotify", on = "token" });
        for (var round = 0; round < 30; round++)
        {
            await RequestAllAsync();
            _broker.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await _broker.FaultAsync();
        var before = (await _broker.StatsAsync()).Spotify.Refreshes;
        var served = new bool[Users];
        for (var second = 0; second < 60; second++)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(1));
            var asking = Enumerable.Range(0, Users).Where(user => !served[user])
                .Select(async user => served[user] = await RequestAsync(user) == HttpStatusCode.OK).ToList();
            await ProgressAsync(Task.WhenAll(asking));
        }

        served.ShouldAllBe(one => one);
        ((await _broker.StatsAsync()).Spotify.Refreshes - before).ShouldBe(Users);
    }

    private async Task<HttpStatusCode[]> RequestAllAsync() =>
        await Task.WhenAll(Enumerable.Range(0, Users).Select(RequestAsync));

    private async Task<HttpStatusCode> RequestAsync(int user)
    {
        using var answer = await _browsers[user].Client.GetAsync(OnePlaylist);
        return answer.StatusCode;
    }

    // The waits of callers use the broker's clock.
    private async Task ProgressAsync(Task asking)
    {
        while (await Task.WhenAny(asking, Task.Delay(30)) != asking)
            _broker.Clock.Advance(TimeSpan.FromMilliseconds(200));
        await asking;
    }
}
