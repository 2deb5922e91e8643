using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class LongRateLimitBlockTestsOnPostgres() : LongRateLimitBlockTests(LongTests.Only(DatabaseKind.Postgres))
{
    [Fact]
    public async Task Another_replica_applies_the_block_within_five_seconds()
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

    // Wall-clock time: the database is written and read meanwhile.
    private Task WrittenAsync() => Eventually.IsTrueAsync(() => Broker.Database.Count("provider_pauses") == 1);

    private static Task HeardAsync(Browser browser) => Eventually.IsTrueAsync(async () =>
        (await browser.GetAsync("/providers")).GetProperty("items")[0].ToString().Contains("quota_exceeded"));
}
