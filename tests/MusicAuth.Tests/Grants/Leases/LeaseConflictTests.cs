using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Leases;

/// <summary>R24: a refresh begins while another replica stores the tokens of its interrupted exchange.</summary>
public sealed class LeaseConflictTests : IAsyncLifetime
{
    private readonly DatabaseFaults _commands = new();
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(
        services: collection => collection.ConfigureDbContext<PostgresDb>(
            options => options.AddInterceptors(_commands), ServiceLifetime.Singleton),
        storage: DatabaseKind.Postgres);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task An_intent_that_disappears_between_two_statements_only_delays_the_refresh()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        var removed = 0;
        _commands.BeforeCommand = sql =>
        {
            if (sql.Contains("UPDATE refresh_intents", StringComparison.Ordinal))
                removed += _broker.Database.Execute("DELETE FROM refresh_intents");
        };
        AddInterruptedExchange();

        var page = await browser.GetAsync("/me/playlists?limit=1");

        page.GetProperty("complete").GetBoolean().ShouldBeTrue(_broker.Log.WarningsAndErrors);
        removed.ShouldBe(1);
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    // The exchange belongs to this instance: a broker would wait for the exchange of another instance.
    private void AddInterruptedExchange() => _broker.Database.Execute(
        $"""
        INSERT INTO refresh_intents (grant_id, generation, token_fingerprint, instance_id, owner, started_at)
        SELECT id, generation, refresh_fingerprint,
            CAST('{_broker.Services.GetRequiredService<DataDirectoryId>().Value}' AS uuid),
            CAST('{Guid.NewGuid()}' AS uuid), 0
        FROM grants
        """);
}
