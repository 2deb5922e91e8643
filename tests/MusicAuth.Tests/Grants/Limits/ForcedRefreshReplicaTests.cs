using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R29: two processes on one database force no more refreshes than one.</summary>
public sealed class ForcedRefreshReplicaTests
{
    private const string OnePlaylist = "/me/playlists?limit=1&provider=spotify";

    [Fact]
    public async Task Replicas_share_the_limit_of_a_grant()
    {
        await using var broker = await Broker.StartAsync(storage: DatabaseKind.Postgres);
        await using var replica = broker.NewReplica();
        using var first = await broker.SignedInAsync("dora", "spotify");
        using var second = replica.NewBrowser(first);
        await broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", on = "api" });

        await AskAsync(first, second);
        (await broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);

        for (var quarter = 0; quarter < 4; quarter++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(14));
            await AskAsync(first, second);
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await AskAsync(first, second);
        }

        (await broker.StatsAsync()).Spotify.Refreshes.ShouldBe(5, "one at once, and one every 15 s after it");
        await broker.FaultAsync();
        (await first.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await second.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
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
