using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.ClientCredentials;

/// <summary>The request for an app token: its callers, its failures and its settings.</summary>
public sealed class AppTokenLifetimeTests
{
    [Fact]
    public async Task A_cancelled_caller_does_not_cancel_the_shared_request()
    {
        var endpoint = new StubEndpoint();
        var tokens = TokensOf(endpoint);
        using var leaving = new CancellationTokenSource();
        var gone = tokens.GetAsync("spotify", leaving.Token);
        await endpoint.Requested.Task;

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        var stays = tokens.GetAsync("spotify", CancellationToken.None);
        endpoint.Response.SetResult(endpoint.Renewed);

        (await stays).AccessToken.Reveal().ShouldBe("app");
        endpoint.Times.ShouldBe(1);
    }

    [Fact]
    public async Task An_exception_in_the_request_reaches_all_waiting_callers_and_the_next_caller_sends_a_new_request()
    {
        var endpoint = new StubEndpoint();
        var tokens = TokensOf(endpoint);
        endpoint.Response.SetException(new InvalidOperationException("a bug"));
        await Should.ThrowAsync<InvalidOperationException>(tokens.GetAsync("spotify", CancellationToken.None));

        endpoint.Response = new();
        endpoint.Response.SetResult(endpoint.Renewed);

        (await tokens.GetAsync("spotify", CancellationToken.None)).AccessToken.Reveal().ShouldBe("app");
    }

    [Theory]
    [InlineData("sandbox-spotify-public")]
    [InlineData("")]
    public async Task Without_a_client_secret_the_problem_names_the_setting_and_no_request_is_sent(string clientId)
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Spotify:ClientId"] = clientId,
            ["Spotify:ClientSecret"] = "",
        });

        var problem = await Should.ThrowAsync<ProblemException>(broker.Services.GetRequiredService<AppTokens>()
            .GetAsync("spotify", CancellationToken.None));

        problem.Problem.ShouldBe(ProblemCode.ProviderAppUnhealthy);
        problem.Message.ShouldContain("Spotify:ClientSecret");
        (await broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_without_app_tokens_is_unknown() =>
        (await Should.ThrowAsync<ProblemException>(
            () => TokensOf(new StubEndpoint()).GetAsync("deezer", CancellationToken.None)))
        .Problem.ShouldBe(ProblemCode.UnknownProvider);

    private static AppTokens TokensOf(StubEndpoint endpoint) =>
        new([endpoint], new StubLifetime(), endpoint.Clock, NullLogger<AppTokens>.Instance);

    private sealed class StubEndpoint : IAppTokenEndpoint
    {
        private int _times;

        public FakeTimeProvider Clock { get; } = new();

        public TaskCompletionSource Requested { get; } = new();

        public TaskCompletionSource<RefreshResult> Response { get; set; } = new();

        public RefreshResult Renewed => new RefreshResult.Renewed(
            new TokenSet(new AccessToken("app"), null, Clock.GetUtcNow().AddHours(1), null));

        public int Times => _times;

        public string Provider => "spotify";

        public string? MissingSetting => null;

        public Task<RefreshResult> RequestAsync()
        {
            Interlocked.Increment(ref _times);
            Requested.TrySetResult();
            return Response.Task;
        }
    }

    private sealed class StubLifetime : Microsoft.Extensions.Hosting.IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
