using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using MusicAuth.Tests.Infrastructure;
using MusicAuth.Upstream;

namespace MusicAuth.Tests.Upstream;

/// <summary>The one place of calls, before a provider that is a stub.</summary>
public sealed class CallsUnderTest
{
    public static readonly UpstreamTurn Turn =
        TurnOf(Guid.NewGuid());

    private readonly ProviderCalls _calls;

    private static readonly ProviderApp Spotify =
        new("spotify", TimeSpan.FromSeconds(30), null, () => "app-of-spotify");
    private static readonly ProviderApp Deezer =
        new("deezer", TimeSpan.FromSeconds(5), 50, () => "app-of-deezer");

    public CallsUnderTest()
    {
        News = new PauseNews();
        Health = new ProviderHealth(Clock);
        var meters = new NoMeters();
        var metrics = new UpstreamMetrics(meters);
        Meter = meters.Made!;
        Governor = new ProviderGovernor([Spotify, Deezer], Health, News, metrics, Clock);
        Watch = new UpstreamWatch(Governor, Health, metrics, Clock, NullLogger<UpstreamWatch>.Instance);
        _calls = new ProviderCalls(Governor, Watch, Options.Create(new UpstreamOptions()), Clock, Logger);
    }

    /// <summary>What the calls count under.</summary>
    public Meter Meter { get; }

    public JumpingClock Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public ProviderGovernor Governor { get; }

    public ProviderHealth Health { get; }

    public UpstreamWatch Watch { get; }

    public PauseNews News { get; }

    public FakeLogger<ProviderCalls> Logger { get; } = new();

    /// <summary>A call of somebody to something.</summary>
    public static UpstreamTurn TurnOf(Guid user, string path = "/me", string provider = "spotify") =>
        new(provider, ProviderSide.Api, CallPriority.Interactive, user) { Resource = new CallResource("GET", path) };

    public Task<Answer> Send(Func<HttpResponseMessage> answer, CancellationToken cancellationToken = default) =>
        Send(new StubHandler(_ => answer()), cancellationToken);

    public Task<Answer> Send(HttpMessageHandler handler, CancellationToken cancellationToken = default) =>
        Send(Turn, handler, cancellationToken);

    public async Task<Answer> Send(
        UpstreamTurn turn, HttpMessageHandler handler, CancellationToken cancellationToken = default)
    {
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://provider.example/v1/me?access_token=SECRET");
        return await _calls.SendAsync(
            new ProviderCall<Answer>(turn, new Faults(), "me", client, request, Read), cancellationToken);
    }

    private static Answer Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<Answer>(json, JsonSerializerOptions.Web)
        ?? throw new JsonException("The answer is null.");

    public sealed record Answer(int Value, string? Refused = null);

    private sealed class NoMeters : IMeterFactory
    {
        public Meter? Made { get; private set; }

        public Meter Create(MeterOptions options) => Made = new(options);

        public void Dispose()
        {
        }
    }

    private sealed class Faults : IProviderFaults
    {
        public string Provider => "spotify";

        public UpstreamException? OfStatus(HttpStatusCode status, string text) => text switch
        {
            "quota" => new(Provider, UpstreamFault.RateLimited, "no") { Reason = "quota_exceeded" },
            "premium" => new(Provider, UpstreamFault.AppUnhealthy, "no") { Reason = "premium_lapsed" },
            _ => null,
        };

        public UpstreamException? OfAnswer(object answer) => answer is Answer { Refused: not null }
            ? new UpstreamException(Provider, UpstreamFault.RateLimited, "no")
            : null;
    }
}
