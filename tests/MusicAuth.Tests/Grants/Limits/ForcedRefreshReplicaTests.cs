using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>C1, R29: two processes on one database force no more refreshes than one.</summary>
public sealed class ForcedRefreshReplicaTests
{
    private const string OnePlaylist = "/me/playlists?limit=1&provider=spotify";

    [Fact]
    public async Task C1_replicas_share_the_limit_of_a_grant()
    {
        await using var broker = await Broker.StartAsync(storage: DatabaseKind.Postgres);
        await using var replica = broker.NewReplica();
        using var here = await broker.SignedInAsync("dora", "spotify");
        using var there = replica.NewBrowser(here);
        await broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", on = "api" });

        await AskAsync(here, there);
        (await broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);

        for (var quarter = 0; quarter < 4; quarter++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(14));
            await AskAsync(here, there);
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await AskAsync(here, there);
        }

        (await broker.StatsAsync()).Spotify.Refreshes.ShouldBe(5, "one at once, and one each 15 s");
        await broker.FaultAsync();
        (await here.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await there.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    private static async Task AskAsync(params Browser[] browsers)
    {
        for (var call = 0; call < 3; call++)
        {
            foreach (var answer in await Task.WhenAll(browsers.Select(one => one.Client.GetAsync(OnePlaylist))))
            {
                ((int)answer.StatusCode).ShouldBeOneOf(403, 503);
                answer.Dispose();
            }
        }
    }
}
