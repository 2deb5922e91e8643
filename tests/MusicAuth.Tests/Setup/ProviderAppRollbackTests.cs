using System.Net;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>T3: a copy of the database with an earlier client secret or a removed app is an older copy.</summary>
public sealed class ProviderAppRollbackTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task T3_setting_and_removing_an_app_increments_the_rollback_counter(DatabaseKind storage)
    {
        const string newSecret = "new-spotify-secret";
        await using var broker = await StartAsync(storage);
        using var dora = await OwnerAsync(broker);
        await SetSpotifyAppsAsync(broker, newSecret);
        var before = Commits();

        await SetAsync(dora, SpotifyPath, SpotifyId, newSecret);
        Commits().ShouldBe(before + 1);

        using var removed = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Commits().ShouldBe(before + 2);

        using var again = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Commits().ShouldBe(before + 2, "there was no app");

        long Commits() => Convert.ToInt64(broker.Database.Scalar("SELECT commits FROM meta"));
    }
}
