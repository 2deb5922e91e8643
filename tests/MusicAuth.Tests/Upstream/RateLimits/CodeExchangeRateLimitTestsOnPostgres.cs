using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

public sealed class CodeExchangeRateLimitTestsOnPostgres()
    : CodeExchangeRateLimitTests(LongTests.Only(DatabaseKind.Postgres))
{
    [Fact]
    public async Task T33_another_replica_holds_back_code_exchanges_and_no_other_calls()
    {
        await using var replica = Broker.NewReplica();
        using var browser = SameBrowserAt(replica);
        await browser.GetAsync("/me");
        await StrangerIsLimitedAsync();
        await Eventually.IsTrueAsync(() => Broker.Database.Count("provider_pauses") == 1);

        var limiter = replica.Services.GetRequiredService<OutboundLimiter>();
        await Eventually.IsTrueAsync(() =>
        {
            Broker.Clock.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(limiter.GetBlock("spotify", RateLimitScope.CodeExchange) is not null);
        });
        await StrangerIsHeldBackAsync(replica);
        Broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await ShouldRefreshAsync(browser);
    }
}
