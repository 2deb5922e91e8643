using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn;

public sealed class SignInFailureTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("invalid_grant", "sign_in_failed", "exchange")]
    [InlineData("invalid_client", "provider_app_unhealthy", "invalid_client")]
    [InlineData("bad_gateway", "provider_unavailable", null)]
    [InlineData("unavailable", "provider_unavailable", null)]
    [InlineData("server_error", "provider_unavailable", null)]
    [InlineData("html", "provider_unavailable", null)]
    [InlineData("not_json", "provider_unavailable", null)]
    [InlineData("cut", "provider_unavailable", null)]
    [InlineData("drop", "provider_unavailable", null)]
    [InlineData("redirect", "provider_unavailable", null)]
    [InlineData("oversized", "provider_unavailable", null)]
    [InlineData("gzip", "provider_unavailable", null)]
    [InlineData("rate_limited", "provider_rate_limited", null)]
    public async Task A_failed_exchange_at_spotify_is_reported(string fault, string code, string? reason)
    {
        await _broker.FaultAsync(new { kind = fault, provider = "spotify", on = "token" });
        using var browser = _broker.NewBrowser();

        var end = await browser.TrySignInAsync("spotify", "person=dora");

        end.ShouldBe($"/?error={code}&provider=spotify" + (reason is null ? "" : $"&reason={reason}"));
        await NothingIsStoredAsync(browser);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("cut")]
    public async Task The_status_429_of_the_token_endpoint_counts_without_its_body(string kind)
    {
        await _broker.FaultAsync(
            new { kind = "rate_limited", provider = "spotify", on = "token" },
            new { kind, provider = "spotify", on = "token", bytes = 10 });
        using var browser = _broker.NewBrowser();

        var end = await browser.TrySignInAsync("spotify", "person=dora");

        end.ShouldBe("/?error=provider_rate_limited&provider=spotify");
        await NothingIsStoredAsync(browser);
    }

    [Theory]
    [InlineData("wrong_code", "sign_in_failed", "exchange")]
    [InlineData("html", "sign_in_failed", "exchange")]
    [InlineData("deezer_no_code", "sign_in_failed", "exchange")]
    [InlineData("bad_gateway", "provider_unavailable", null)]
    [InlineData("drop", "provider_unavailable", null)]
    public async Task A_failed_exchange_at_deezer_is_reported(string fault, string code, string? reason)
    {
        await _broker.FaultAsync(new { kind = fault, provider = "deezer", on = "token" });
        using var browser = _broker.NewBrowser();

        var end = await browser.TrySignInAsync("deezer", "person=dora");

        end.ShouldBe($"/?error={code}&provider=deezer" + (reason is null ? "" : $"&reason={reason}"));
        await NothingIsStoredAsync(browser);
    }

    [Theory]
    [InlineData(4, "provider_rate_limited", null)]
    [InlineData(50, "provider_app_unhealthy", "app_disabled")]
    [InlineData(700, "provider_unavailable", null)]
    [InlineData(300, "sign_in_failed", "exchange")]
    public async Task F18_an_error_with_status_200_at_deezer_s_token_endpoint_is_reported(
        int error, string code, string? reason)
    {
        await _broker.FaultAsync(new { kind = "deezer_error", provider = "deezer", on = "token", code = error });
        using var browser = _broker.NewBrowser();

        var end = await browser.TrySignInAsync("deezer", "person=dora");

        end.ShouldBe($"/?error={code}&provider=deezer" + (reason is null ? "" : $"&reason={reason}"));
        await NothingIsStoredAsync(browser);
    }

    [Theory]
    [InlineData("forbidden", "not_registered", "provider_forbids", "user_not_registered")]
    [InlineData("forbidden", "premium", "provider_app_unhealthy", "premium_lapsed")]
    [InlineData("forbidden", "forbidden", "provider_forbids", null)]
    [InlineData("unauthorized", "invalid", "sign_in_failed", "profile")]
    [InlineData("bad_gateway", null, "provider_unavailable", null)]
    [InlineData("quota_exceeded", null, "provider_rate_limited", "quota_exceeded")]
    public async Task A_refused_spotify_profile_creates_no_session(
        string fault, string? text, string code, string? reason)
    {
        await _broker.FaultAsync(new { kind = fault, provider = "spotify", on = "api", text });
        using var browser = _broker.NewBrowser();

        var end = await browser.TrySignInAsync("spotify", "person=dora");

        end.ShouldBe($"/?error={code}&provider=spotify" + (reason is null ? "" : $"&reason={reason}"));
        await NothingIsStoredAsync(browser);
    }

    [Theory]
    [InlineData("deezer_error")]
    [InlineData("deezer_no_code")]
    [InlineData("deezer_empty_error")]
    [InlineData("deezer_string_error")]
    public async Task A_profile_without_an_id_creates_no_session(string fault)
    {
        await _broker.FaultAsync(new { kind = fault, provider = "deezer", on = "api" });
        using var browser = _broker.NewBrowser();

        (await browser.TrySignInAsync("deezer", "person=dora")).ShouldStartWith("/?error=");

        await NothingIsStoredAsync(browser);
    }

    [Fact]
    public async Task An_account_of_another_user_is_refused()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var dora = await _broker.SignedInAsync("dora", "deezer");

        (await dora.TrySignInAsync("spotify", "person=alma"))
            .ShouldBe("/?error=account_linked_elsewhere&provider=spotify");

        (await dora.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
        await alma.GetAsync("/me");
    }

    [Fact]
    public async Task A_second_account_of_a_connected_provider_is_refused_and_the_connection_stays()
    {
        using var browser = await _broker.SignedInAsync("alma", "spotify");

        (await browser.TrySignInAsync("spotify", "person=dora"))
            .ShouldBe("/?error=account_mismatch&provider=spotify&account=Dora");

        var connection = (await browser.GetAsync("/me/connections")).GetProperty("items")[0];
        connection.GetProperty("display_name").GetString()!.ShouldContain("Alma");
        connection.GetProperty("state").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task A_read_only_database_is_reported_and_the_user_can_try_again()
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        new Database(_broker.DataDirectory).Execute("ALTER TABLE spent_states RENAME TO away");

        (await browser.FollowCallbackAsync(callback)).ShouldBe("/?error=storage_unavailable&provider=spotify");

        new Database(_broker.DataDirectory).Execute("ALTER TABLE away RENAME TO spent_states");
        await browser.SignInAsync("spotify", "dora");
    }

    [Fact]
    public async Task No_failure_leaves_a_stack_trace_or_an_error_in_the_log()
    {
        await _broker.FaultAsync(new { kind = "drop", provider = "spotify", on = "token" });
        using var browser = _broker.NewBrowser();

        await browser.TrySignInAsync("spotify", "person=dora");

        _broker.Log.Errors.ShouldBeEmpty();
    }

    private async Task NothingIsStoredAsync(Browser browser)
    {
        await browser.GetAsync("/me", HttpStatusCode.Unauthorized);
        var database = new Database(_broker.DataDirectory);
        database.Count("users").ShouldBe(0);
        database.Count("grants").ShouldBe(0);
        database.Count("sessions").ShouldBe(0);
    }
}
