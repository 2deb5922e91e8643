using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.ClientCredentials;

/// <summary>The app token of the catalogue: all callers share one token.</summary>
public sealed class AppTokenTests : IAsyncLifetime
{
    private Broker _broker = null!;

    private AppTokens Tokens => _broker.Services.GetRequiredService<AppTokens>();

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Concurrent_callers_share_one_token_request(int callers)
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, callers)
            .Select(_ => Task.Run(() => Tokens.GetAsync("spotify", CancellationToken.None))));

        tokens.Distinct().Count().ShouldBe(1);
        await TokenRequestsShouldBeAsync(1);
    }

    [Fact]
    public async Task The_token_can_read_the_catalogue_and_no_library()
    {
        var token = await GetAsync();

        (await StatusAsync(token, "/search?q=harbour&type=track")).ShouldBe(200);
        (await StatusAsync(token, "/me")).ShouldBe(401);
        (await StatusAsync(token, "/me/playlists")).ShouldBe(401);
    }

    [Fact]
    public async Task The_token_is_renewed_five_minutes_before_it_expires()
    {
        var first = await GetAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(3299));
        (await GetAsync()).ShouldBe(first);
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));

        (await GetAsync()).ShouldNotBe(first);

        await TokenRequestsShouldBeAsync(2);
    }

    [Fact]
    public async Task A_short_lived_token_is_renewed_after_four_fifths_of_its_lifetime()
    {
        await _broker.FaultAsync(new { kind = "expires_in", provider = "spotify", value = 100 });

        var token = await GetAsync();

        token.RenewAfter.ShouldBe(TimeSpan.FromSeconds(80));
    }

    [Fact]
    public async Task After_a_failed_renewal_the_old_token_is_used_until_it_expires_and_the_next_request_waits()
    {
        var first = await GetAsync();
        await _broker.FaultAsync(new { kind = "bad_gateway", provider = "spotify", on = "token" });
        _broker.Clock.Advance(TimeSpan.FromMinutes(56));

        (await GetAsync()).ShouldBe(first);
        (await GetAsync()).ShouldBe(first);
        await TokenRequestsShouldBeAsync(2);
        _broker.Clock.Advance(TimeSpan.FromMinutes(4));
        (await FailAsync()).Problem.ShouldBe(ProblemCode.ProviderUnavailable);

        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(5));
        (await GetAsync()).ShouldNotBe(first);
    }

    [Theory]
    [InlineData("bad_gateway", "provider_unavailable", null)]
    [InlineData("html", "provider_unavailable", null)]
    [InlineData("not_json", "provider_unavailable", null)]
    [InlineData("cut", "provider_unavailable", null)]
    [InlineData("invalid_grant", "provider_unavailable", null)]
    [InlineData("invalid_client", "provider_app_unhealthy", "invalid_client")]
    [InlineData("unsupported_grant_type", "provider_app_unhealthy", "invalid_client")]
    [InlineData("rate_limited", "provider_rate_limited", null)]
    public async Task A_failure_reports_a_wait_and_no_request_is_sent_before_its_end(
        string fault, string code, string? reason)
    {
        await _broker.FaultAsync(new { kind = fault, provider = "spotify", on = "token", retry_after = 15 });

        var first = await FailAsync();
        var second = await FailAsync();

        foreach (var problem in new[] { first, second })
        {
            problem.Problem.Code.ShouldBe(code);
            problem.Reason.ShouldBe(reason);
            problem.Provider.ShouldBe("spotify");
            problem.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        }

        await TokenRequestsShouldBeAsync(1);
        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(15));
        await GetAsync();
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_for_all_refused_callers()
    {
        var refused = await GetAsync();

        var renewed = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(_ => Task.Run(() => Tokens.RenewAsync("spotify", refused, CancellationToken.None))));

        renewed.Distinct().ShouldHaveSingleItem().ShouldNotBe(refused);
        (await Tokens.RenewAsync("spotify", refused, CancellationToken.None)).ShouldBe(renewed[0]);
        await TokenRequestsShouldBeAsync(2);
    }

    [Fact]
    public async Task A_new_token_that_the_provider_refuses_is_not_renewed_at_once()
    {
        var renewed = await Tokens.RenewAsync("spotify", await GetAsync(), CancellationToken.None);

        var problem = await Should.ThrowAsync<ProblemException>(
            Tokens.RenewAsync("spotify", renewed, CancellationToken.None));

        problem.Problem.ShouldBe(ProblemCode.ProviderUnavailable);
        await TokenRequestsShouldBeAsync(2);
        _broker.Clock.Advance(problem.RetryAfter!.Value);
        (await Tokens.RenewAsync("spotify", renewed, CancellationToken.None)).ShouldNotBe(renewed);
    }

    [Fact]
    public async Task A_refused_token_is_not_used_even_if_no_new_token_can_be_requested()
    {
        var refused = await GetAsync();
        await _broker.FaultAsync(new { kind = "bad_gateway", provider = "spotify", on = "token" });

        await Should.ThrowAsync<ProblemException>(Tokens.RenewAsync("spotify", refused, CancellationToken.None));

        (await FailAsync()).Problem.ShouldBe(ProblemCode.ProviderUnavailable);
    }

    [Fact]
    public async Task The_log_does_not_contain_the_token_and_its_text_is_masked()
    {
        var token = await GetAsync();
        await Tokens.RenewAsync("spotify", token, CancellationToken.None);

        _broker.Log.All.ShouldAllBe(entry => !entry.Contains(token.AccessToken.Reveal()));
        token.ToString().ShouldNotContain(token.AccessToken.Reveal());
    }

    private Task<AppAccessToken> GetAsync() => Tokens.GetAsync("spotify", CancellationToken.None);

    private Task<ProblemException> FailAsync() => Should.ThrowAsync<ProblemException>(GetAsync());

    private async Task TokenRequestsShouldBeAsync(int times) =>
        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(times);

    private async Task<int> StatusAsync(AppAccessToken token, string path)
    {
        using var outside = new OutsideClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(_broker.Sandbox.Address, $"/spotify/v1{path}"));
        request.Headers.Add("Authorization", $"Bearer {token.AccessToken.Reveal()}");
        using var answer = await outside.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private sealed class OutsideClient : HttpClient;
}
