using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Metrics;

/// <summary>The content of <c>GET /metrics</c>, and the users who can read it.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private static readonly object TokenRefused = new { kind = "unauthorized", provider = "spotify", times = 1 };

    private Broker _broker = null!;
    private Browser _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" });
        _owner = await _broker.SignedInAsync("alma", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task The_owner_gets_the_text_format_without_caching()
    {
        using var answer = await _owner.Client.GetAsync("/metrics");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Metrics_need_an_authenticated_caller()
    {
        using var client = _owner.NewCookielessClient();
        using var answer = await client.GetAsync("/metrics");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_user_does_not_have_the_scope()
    {
        await using var open = await Broker.StartAsync();
        using var dora = await open.SignedInAsync("dora", "spotify");
        using var answer = await dora.Client.GetAsync("/metrics");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"insufficient_scope\"");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await dora.GetAsync("/me")).GetProperty("caller").GetProperty("scopes").ToString()
            .ShouldNotContain("metrics");
    }

    [Fact]
    public async Task Only_the_owner_has_the_scope()
    {
        var scopes = (await _owner.GetAsync("/me")).GetProperty("caller").GetProperty("scopes");

        scopes.EnumerateArray().Select(scope => scope.GetString()).ShouldContain("metrics:read");
    }

    [Fact]
    public async Task An_unused_counter_is_zero()
    {
        var metrics = await MetricsText.ReadAsync(_owner);

        metrics["musicauth_refresh_joins_total"].ShouldBe(0);
        metrics["musicauth_refresh_claim_waits_total"].ShouldBe(0);
        metrics["musicauth_spills_total"].ShouldBe(0);
        metrics["musicauth_refresh_intents_open"].ShouldBe(0);
        metrics["musicauth_spill_waiting"].ShouldBe(0);
    }

    [Theory]
    [InlineData("""musicauth_refresh_lost_in_flight_total{provider="spotify"}""")]
    [InlineData("""musicauth_refresh_alarms_total{provider="deezer"}""")]
    [InlineData("""musicauth_refreshes_total{provider="spotify",outcome="invalid_grant"}""")]
    [InlineData("""musicauth_refreshes_total{provider="deezer",outcome="app_refused"}""")]
    [InlineData("""musicauth_upstream_calls_total{provider="spotify",side="api",outcome="app_unhealthy"}""")]
    [InlineData("""musicauth_notices_total{kind="email",outcome="parked"}""")]
    [InlineData("""musicauth_activity_anomalies_total{flag="tenfold_rate"}""")]
    public async Task A_counter_of_an_alert_is_zero_before_the_first_event(string series) =>
        (await MetricsText.ReadAsync(_owner))[series].ShouldBe(0, "an increase needs an earlier value");

    [Fact]
    public async Task A_refresh_is_counted_by_provider_and_outcome()
    {
        await _broker.FaultAsync(TokenRefused);
        await _owner.GetAsync("/me/playlists?provider=spotify&limit=1");

        (await MetricsText.ReadAsync(_owner))["""musicauth_refreshes_total{provider="spotify",outcome="renewed"}"""]
            .ShouldBe(1);

        await _broker.FaultAsync(TokenRefused, new { kind = "server_error", provider = "spotify", on = "token" });
        using var failed = await _owner.Client.GetAsync("/me/playlists?provider=spotify&limit=1");

        var metrics = await MetricsText.ReadAsync(_owner);
        metrics["""musicauth_refreshes_total{provider="spotify",outcome="renewed"}"""].ShouldBe(1);
        metrics["""musicauth_refreshes_total{provider="spotify",outcome="transient"}"""].ShouldBe(1);
    }

    [Fact]
    public async Task Callers_that_join_a_refresh_are_counted()
    {
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        // This request updates the last use of the session, which needs a write.
        await _owner.GetAsync("/me");
        await _broker.FaultAsync(new { kind = "slow", provider = "spotify", on = "token", delay_ms = 2000, times = 1 });
        var callers = Enumerable.Range(1, 5)
            .Select(number => _owner.GetAsync($"/me/playlists?provider=spotify&limit={number}")).ToArray();
        await Eventually.IsTrueAsync(async () =>
            (await MetricsText.ReadAsync(_owner))["musicauth_refresh_joins_total"] >= 4);
        await _broker.WaitForHeldResponseAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        await Task.WhenAll(callers);

        (await MetricsText.ReadAsync(_owner))["""musicauth_refreshes_total{provider="spotify",outcome="renewed"}"""]
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_spilled_token_set_is_counted()
    {
        var database = new Database(_broker.DataDirectory);
        database.Execute(
            "CREATE TRIGGER full BEFORE UPDATE ON grants BEGIN SELECT RAISE(ABORT, 'no room'); END");
        await _broker.FaultAsync(TokenRefused);

        await _owner.GetAsync("/me/playlists?provider=spotify&limit=1");

        var spilled = await MetricsText.ReadAsync(_owner);
        spilled["musicauth_spills_total"].ShouldBe(1);
        spilled["musicauth_spill_waiting"].ShouldBe(1);
        database.Execute("DROP TRIGGER full");
        await Eventually.IsTrueAsync(
            async () => (await MetricsText.ReadAsync(_owner))["musicauth_spill_waiting"] == 0,
            between: () => _broker.Clock.Advance(TimeSpan.FromSeconds(1)));
        (await MetricsText.ReadAsync(_owner))["musicauth_spills_total"].ShouldBe(1, "an ended spill still counts");
    }

    [Fact]
    public async Task Requests_are_measured_by_route_and_never_by_path()
    {
        await _owner.GetAsync("/me/playlists?provider=spotify&limit=1");
        using var unknown = await _owner.Client.GetAsync("/me/playlists/spotify/37i9dQZF1DXcBWIGoYBM5M/tracks");
        using var nowhere = await _owner.Client.GetAsync("/no-such-place");

        var metrics = await MetricsText.ReadAsync(_owner);

        metrics[Requests("""http_route="/me/playlists",http_response_status_code="200"}""")].ShouldBe(1);
        metrics.Lines.ShouldContain(line => line.StartsWith(
            Requests("""http_route="/me/playlists/{provider}/{id}/tracks",http_response_status_code="404"}""")));
        metrics[Requests("""http_response_status_code="404"}""")].ShouldBe(1);
        metrics.Text.ShouldNotContain("37i9dQZF1DXcBWIGoYBM5M");
        metrics.Text.ShouldNotContain("no-such-place");
        metrics[Requests(
            """http_route="/me/playlists",http_response_status_code="200",le="+Inf"}""", "bucket")].ShouldBe(1);
    }

    [Fact]
    public async Task The_process_and_its_calls_are_measured()
    {
        var metrics = await MetricsText.ReadAsync(_owner);

        metrics["dotnet_process_memory_working_set_bytes"].ShouldBeGreaterThan(1_000_000);
        metrics["""dotnet_process_cpu_time_seconds_total{cpu_mode="user"}"""].ShouldBeGreaterThan(0);
        metrics.Lines.ShouldContain(line => line.StartsWith(
            """http_client_request_duration_seconds_count{server_address="127.0.0.1","""
            + """http_response_status_code="200"}"""));
    }

    [Fact]
    public async Task Metrics_contain_no_personal_data()
    {
        var me = await _owner.GetAsync("/me");
        string[] theirs =
        [
            me.GetProperty("user").GetProperty("id").GetString()!,
            me.GetProperty("user").GetProperty("display_name").GetString()!,
            .. me.GetProperty("connections").EnumerateArray().SelectMany(connection => new[]
            {
                connection.GetProperty("id").GetString()!, connection.GetProperty("account_id").GetString()!,
            }),
        ];

        var text = (await MetricsText.ReadAsync(_owner)).Text;

        theirs.Length.ShouldBe(6);
        theirs.Where(value => text.Contains(value, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    private static string Requests(string labels, string part = "count") =>
        $$"""http_server_request_duration_seconds_{{part}}{http_request_method="GET",{{labels}}""";
}
