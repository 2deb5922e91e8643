using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class LongRateLimitBlockTestsOnPostgres() : LongRateLimitBlockTests(LongTests.Only(DatabaseKind.Postgres))
{
    [Fact]
    public async Task Another_replica_applies_the_block_within_five_seconds()
    {
        await using var replica = Broker.NewReplica();
        using var browser = SameBrowser(replica);
        await browser.GetAsync("/me");
        await BeginBlockAsync();
        var requests = await CountApiRequestsAsync();

        await BlockIsStoredAsync();
        Broker.Clock.Advance(TimeSpan.FromSeconds(5));
        await BlockIsReportedAsync(browser);

        await ShouldBeRefusedAsync(browser);
        (await CountApiRequestsAsync()).ShouldBe(requests);
    }

    // These waits use real time, because the replicas write and read the database.
    private Task BlockIsStoredAsync() => Eventually.IsTrueAsync(() => Broker.Database.Count("provider_pauses") == 1);

    private static Task BlockIsReportedAsync(Browser browser) => Eventually.IsTrueAsync(async () =>
        (await browser.GetAsync("/providers")).GetProperty("items")[0].ToString().Contains("quota_exceeded"));
}
