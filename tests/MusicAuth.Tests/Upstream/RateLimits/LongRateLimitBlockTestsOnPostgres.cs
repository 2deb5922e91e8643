using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class LongRateLimitBlockTestsOnPostgres() : LongRateLimitBlockTests(LongTests.Only(DatabaseKind.Postgres))
{
    [Fact]
    public async Task Another_replica_knows_within_five_seconds()
    {
        await using var replica = Broker.NewReplica();
        using var browser = Again(replica);
        await browser.GetAsync("/me");
        await LockOutAsync();
        var asked = await AskedAsync();

        await WrittenAsync();
        Broker.Clock.Advance(TimeSpan.FromSeconds(5));
        await HeardAsync(browser);

        await ToldToWaitAsync(browser);
        (await AskedAsync()).ShouldBe(asked);
    }

    // By the wall's clock: a write and a read of the database are under way.
    private Task WrittenAsync() => Eventually.IsTrueAsync(() => Broker.Database.Count("provider_pauses") == 1);

    private static Task HeardAsync(Browser browser) => Eventually.IsTrueAsync(async () =>
        (await browser.GetAsync("/providers")).GetProperty("items")[0].ToString().Contains("quota_exceeded"));
}
