using Shouldly;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>An app that one replica stores works on the others within 10 s.</summary>
public sealed class ReplicaSetupTests
{
    [LongFact]
    public async Task Another_replica_uses_the_app_and_sees_its_removal_within_ten_seconds()
    {
        await using var broker = await StartAsync(DatabaseKind.Postgres);
        await using var other = broker.NewReplica(
            [.. NoProvider.Select(setting => (setting.Key, setting.Value ?? ""))]);
        using var dora = await OwnerAsync(broker);
        InUse(other, "spotify").ShouldBeNull();

        await AdvanceUntilAsync(broker, () => InUse(other, "spotify") is not null);
        using var alma = other.NewBrowser(like: dora);
        (await alma.GetAsync("/me/playlists?limit=1")).GetProperty("items").GetArrayLength().ShouldBe(1);

        await SetAsync(dora, SpotifyPath, OtherId, OtherSecret);
        await AdvanceUntilAsync(broker, () => InUse(other, "spotify")?.ClientId == OtherId);
        using var removal = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);
        await AdvanceUntilAsync(broker, () => InUse(other, "spotify") is null);
    }

    // Both replicas have the same clock.
    private static async Task AdvanceUntilAsync(Broker broker, Func<bool> isTrue)
    {
        broker.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.IsTrueAsync(isTrue);
    }
}
