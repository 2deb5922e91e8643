using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>Each instrument of the meter, by the event that it counts.</summary>
public sealed class GrantMetricsTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?provider=spotify&limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _instruments = new(StringComparer.Ordinal);
    private readonly CommandLog _commands = new();
    private Broker _broker = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(services: services =>
        {
            // The background refresh would count as one more caller.
            BackgroundRounds.RemoveTimer(services);
            _commands.AddTo(services);
        });
        var ours = _broker.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != GrantMetrics.Meter || instrument.Meter.Scope != ours) return;
            _instruments[instrument.Name] = 0;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _seen.AddOrUpdate(
            $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}".Trim(),
            value, (_, before) => instrument.IsObservable ? value : before + value));
        _listener.Start();
        _browser = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public void The_meter_has_these_instruments() => _instruments.Keys.ShouldBe(
        [
            "musicauth.refreshes", "musicauth.refresh.joins", "musicauth.refresh.claim_waits", "musicauth.spills",
            "musicauth.spill.waiting",
            "musicauth.refresh.lost_in_flight", "musicauth.refresh.alarms", "musicauth.refresh.intents_open",
            "musicauth.grants",
        ],
        ignoreOrder: true);

    [Theory]
    [InlineData("server_error", "transient")]
    [InlineData("rate_limited", "rate_limited")]
    [InlineData("invalid_client", "app_refused")]
    [InlineData("invalid_grant", "invalid_grant")]
    [InlineData("refresh_token", "renewed")]
    public async Task A_refresh_counts_with_its_provider_and_outcome(string fault, string outcome)
    {
        _broker.Clock.Advance(PastTheHour);
        await _broker.FaultAsync(new { kind = fault, value = "same", provider = "spotify", on = "token", times = 1 });

        using var answer = await _browser.Client.GetAsync(OnePlaylist);

        _seen[$"musicauth.refreshes provider=spotify outcome={outcome}"].ShouldBe(1);
    }

    [Fact]
    public async Task Four_of_five_callers_join()
    {
        // The first request records the use of the session, which is a write.
        _broker.Clock.Advance(PastTheHour);
        await _browser.GetAsync("/me");
        await _broker.FaultAsync(new { kind = "slow", provider = "spotify", on = "token", delay_ms = 2000, times = 1 });
        var callers = Enumerable.Range(1, 5)
            .Select(number => _browser.GetAsync($"/me/playlists?provider=spotify&limit={number}")).ToArray();
        await Eventually.IsTrueAsync(() => _seen.GetValueOrDefault("musicauth.refresh.joins") == 4);
        await _broker.WaitForHeldResponseAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        await Task.WhenAll(callers);
        _seen["musicauth.refresh.joins"].ShouldBe(4);
        _seen["musicauth.refreshes provider=spotify outcome=renewed"].ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_for_another_process_counts_once()
    {
        _broker.Clock.Advance(PastTheHour);
        var database = new Database(_broker.DataDirectory);
        database.Execute(
            $"INSERT INTO refresh_claims SELECT id, '{Guid.NewGuid()}', '{Guid.NewGuid()}', 9e15 FROM grants");
        var waiting = _browser.GetAsync(OnePlaylist);
        // When the third try runs, a count of the second one would be visible.
        await Eventually.IsTrueAsync(() => _commands.Naming("INSERT INTO refresh_claims").Count >= 3);
        database.Execute("DELETE FROM refresh_claims");

        await waiting;

        _seen["musicauth.refresh.claim_waits"].ShouldBe(1);
    }

    [Fact]
    public async Task A_token_set_that_the_database_cannot_store_counts_as_a_spill()
    {
        var database = new Database(_broker.DataDirectory);
        database.Execute("CREATE TRIGGER full BEFORE UPDATE ON grants BEGIN SELECT RAISE(ABORT, 'no room'); END");
        _broker.Clock.Advance(PastTheHour);

        await _browser.GetAsync(OnePlaylist);

        _seen["musicauth.spills"].ShouldBe(1);
        database.Execute("DROP TRIGGER full");
    }

    [Fact]
    public async Task A_lost_response_is_an_open_intent_and_then_lost_in_flight()
    {
        // The response is cut and the refresh token is sent again: with rotation, the provider would count a reuse.
        await _broker.PutAsync("faults", new
        {
            rotation = false,
            rules = new[] { new { kind = "cut", provider = "spotify", on = "token" } },
        });
        _broker.Clock.Advance(PastTheHour);
        await _browser.GetAsync(OnePlaylist, System.Net.HttpStatusCode.ServiceUnavailable);
        await CountAsync();
        _seen["musicauth.refresh.intents_open"].ShouldBe(1);

        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify", on = "token" });
        // After the back-off of the failures.
        _broker.Clock.Advance(TimeSpan.FromMinutes(6));
        using var lost = await _browser.Client.GetAsync(OnePlaylist);

        _seen["musicauth.refresh.lost_in_flight provider=spotify"].ShouldBe(1);
        await CountAsync();
        _seen["musicauth.refresh.intents_open"].ShouldBe(0);
        _seen["musicauth.grants provider=spotify state=reauthorization_required"].ShouldBe(1);
    }

    [Fact]
    public async Task Grants_are_counted_by_provider_and_state()
    {
        await _browser.SignInAsync("deezer", "dora");
        using var alma = await _broker.SignedInAsync("alma", "spotify");

        await CountAsync();

        _seen["musicauth.grants provider=spotify state=active"].ShouldBe(2);
        _seen["musicauth.grants provider=deezer state=active"].ShouldBe(1);
    }

    // The counts are updated once a minute.
    private async Task CountAsync()
    {
        _broker.Clock.Advance(TimeSpan.FromSeconds(61));
        await _broker.RunBackgroundRoundAsync();
        _listener.RecordObservableInstruments();
    }
}
