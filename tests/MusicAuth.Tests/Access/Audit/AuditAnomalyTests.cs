using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>An anomaly is flagged once, on the entry that shows it, and logged.</summary>
public abstract class AuditAnomalyTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string Home = "192.0.2.0/24";
    private const string Office = "203.0.113.0/24";
    private const string Abroad = "2001:db8:1::/48";

    private Broker _broker = null!;
    private Browser _dora = null!;
    private Guid _user;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage);
        _dora = await _broker.SignedInAsync("dora", "spotify");
        _user = await _dora.UserIdAsync();
        // Start at the beginning of an hour, so that all events of a test lie within it.
        var now = _broker.Clock.GetUtcNow();
        _broker.Clock.Advance(TimeSpan.FromMinutes(61 - now.Minute));
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task The_first_use_of_a_key_from_a_network_is_flagged_once()
    {
        await UseAsync("app", Home);
        (await FlaggedAsync()).ShouldBeEmpty("the first network of a key is no anomaly");
        await UseAsync("app", Home);
        (await FlaggedAsync()).ShouldBeEmpty();

        await UseAsync("app", Abroad);
        (await FlaggedAsync()).ShouldBe([$"new_network {Abroad}"]);
        _broker.Clock.Advance(TimeSpan.FromHours(2));
        await UseAsync("app", Abroad);
        await UseAsync("app", Home);

        (await FlaggedAsync()).ShouldBe([$"new_network {Abroad}"]);
        Warnings("new_network").ShouldBe(1);
    }

    [Fact]
    public async Task The_networks_that_another_process_has_seen_are_known_after_a_restart()
    {
        await UseAsync("app", Home);
        await UseAsync("app", Office);
        await _broker.RestartAsync();

        await UseAsync("app", Home);
        await UseAsync("app", Office);
        await UseAsync("app", Abroad);

        using var later = _broker.NewBrowser(_dora);
        (await later.AuditEntriesAsync("?flagged=true")).Select(item => item.Word("address"))
            .ShouldBe([Office, Abroad], ignoreOrder: true);
    }

    [Fact]
    public async Task The_second_network_in_one_batch_is_flagged()
    {
        _broker.AuditLog().Record(AuditTestExtensions.Use(_user, "app", Home));
        _broker.Clock.Advance(TimeSpan.FromMilliseconds(5));
        _broker.AuditLog().Record(AuditTestExtensions.Use(_user, "app", Abroad));
        await _broker.FlushAsync();

        (await FlaggedAsync()).ShouldBe([$"new_network {Abroad}"]);
    }

    [Fact]
    public async Task Neither_a_refused_key_nor_another_key_makes_a_network_known()
    {
        await UseAsync("app", Home);
        await UseAsync("other", Abroad);
        _broker.AuditLog().Record(
            AuditTestExtensions.Use(_user, "app", Abroad) with { Kind = AuditKind.KeyRefused });
        await _broker.FlushAsync();
        (await FlaggedAsync()).ShouldBeEmpty();

        await UseAsync("app", Abroad);

        (await FlaggedAsync()).ShouldBe([$"new_network {Abroad}"]);
    }

    [Fact]
    public async Task Ten_times_the_usual_rate_is_flagged_once_an_hour()
    {
        await UsualWeekAsync(perHour: 11);
        await UseAsync("app", Home, times: 100);
        (await FlaggedAsync()).ShouldBeEmpty("100 is less than ten times 11");
        await UseAsync("app", Home, times: 20);
        (await FlaggedAsync()).ShouldBe([$"tenfold_rate {Home}"]);
        await UseAsync("app", Home, times: 500);
        Warnings("tenfold_rate").ShouldBe(1);
        Warnings("Dashboard").ShouldBe(1, "the warning names the key");
    }

    [Fact]
    public async Task Fewer_than_a_hundred_requests_and_the_first_day_are_no_tenfold_rate()
    {
        await UseAsync("young", Home);
        _broker.Clock.Advance(TimeSpan.FromHours(3));
        await UseAsync("young", Home, times: 1000);
        await UsualWeekAsync(perHour: 1);
        await UseAsync("app", Home, times: 99);

        (await FlaggedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_refusals_of_a_caller_within_the_hour_are_flagged()
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync(["library:read"]));
        for (var number = 0; number < 19; number++) await app.AskAsync("/me/connections");
        await _broker.FlushAsync();
        (await FlaggedAsync()).ShouldBeEmpty();

        await app.AskAsync("/metrics");
        await _broker.FlushAsync();

        (await FlaggedAsync()).ShouldBe(["many_refusals 127.0.0.1"]);
    }

    [Fact]
    public async Task Refusals_of_the_previous_hour_do_not_count()
    {
        Refuse(15);
        await _broker.FlushAsync();
        _broker.Clock.Advance(TimeSpan.FromHours(1));
        Refuse(15);
        await _broker.FlushAsync();

        (await FlaggedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_refusals_from_a_network_are_flagged_for_any_key()
    {
        for (var number = 0; number < 20; number++)
            _broker.AuditLog().Record(new AuditEvent(AuditKind.KeyRefused)
            {
                Address = Abroad,
                Outcome = $"reason {number % 4}",
            });
        await _broker.FlushAsync();

        (await FlaggedAsync()).ShouldBeEmpty("the refusals belong to no user");
        _broker.Database.Count("activity WHERE flags = 4 AND user_id IS NULL").ShouldBe(1);
        Warnings("many_refusals").ShouldBe(1);
    }

    [Fact]
    public async Task The_filter_for_unflagged_entries_returns_the_others()
    {
        await UseAsync("app", Home);
        await UseAsync("app", Abroad);

        var flagged = await _dora.AuditEntriesAsync("?flagged=true");
        var rest = await _dora.AuditEntriesAsync("?flagged=false");

        flagged.Length.ShouldBe(1);
        (flagged.Length + rest.Length).ShouldBe((await _dora.AuditEntriesAsync()).Length);
    }

    private async Task UseAsync(string key, string network, int times = 1)
    {
        for (var time = 0; time < times; time++)
            _broker.AuditLog().Record(AuditTestExtensions.Use(_user, key, network));
        await _broker.FlushAsync();
    }

    private void Refuse(int times)
    {
        for (var time = 0; time < times; time++)
            _broker.AuditLog().Record(
                AuditTestExtensions.Use(_user, "app", Home) with { Kind = AuditKind.ScopeRefused });
    }

    private async Task UsualWeekAsync(int perHour)
    {
        for (var hour = 0; hour < 7 * 24; hour++)
        {
            await UseAsync("app", Home, perHour);
            _broker.Clock.Advance(TimeSpan.FromHours(1));
        }

        // The session has expired meanwhile.
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    private async Task<string[]> FlaggedAsync() =>
    [
        .. (await _dora.AuditEntriesAsync("?flagged=true"))
            .SelectMany(item => item.Flags().Select(flag => $"{flag} {item.Word("address")}")),
    ];

    private int Warnings(string word) =>
        _broker.Log.All.Count(entry => entry.Contains("\"Warning\"") && entry.Contains(word));
}
