using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Shouldly;

namespace MusicAuth.Tests.Upstream.Calls;

/// <summary>A call sender with its limiter, in front of a stub of a provider.</summary>
public sealed class CallSenderUnderTest
{
    public static readonly CallContext DefaultContext =
        ContextFor(Guid.NewGuid());

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly ProviderCallSender _calls;

    private static readonly ProviderApp Spotify =
        new("spotify", TimeSpan.FromSeconds(30), null, () => "app-of-spotify");
    private static readonly ProviderApp Deezer =
        new("deezer", TimeSpan.FromSeconds(5), 50, () => "app-of-deezer");

    public CallSenderUnderTest()
    {
        Blocks = new NewRateLimitBlocks();
        Health = new AppHealth(Clock);
        var meters = new RecordingMeterFactory();
        var metrics = new UpstreamMetrics(meters);
        Meter = meters.Created!;
        Limiter = new OutboundLimiter([Spotify, Deezer], Health, Blocks, metrics, Clock);
        Recorder = new CallOutcomeRecorder(Limiter, Health, metrics, NullLogger<CallOutcomeRecorder>.Instance);
        _calls = new ProviderCallSender(Limiter, Recorder, Options.Create(new UpstreamOptions()), Clock, Logger);
    }

    public Meter Meter { get; }

    public JumpingClock Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public OutboundLimiter Limiter { get; }

    public AppHealth Health { get; }

    public CallOutcomeRecorder Recorder { get; }

    public NewRateLimitBlocks Blocks { get; }

    public FakeLogger<ProviderCallSender> Logger { get; } = new();

    public static CallContext ContextFor(Guid user, string path = "/me", string provider = "spotify") =>
        new(provider, ProviderEndpoint.Api, CallPriority.Interactive, user)
        {
            Resource = new CallResource("GET", path),
        };

    public Task<Answer> Send(Func<HttpResponseMessage> answer, CancellationToken cancellationToken = default) =>
        Send(new StubHandler(_ => answer()), cancellationToken);

    public Task<Answer> Send(HttpMessageHandler handler, CancellationToken cancellationToken = default) =>
        Send(DefaultContext, handler, cancellationToken);

    public async Task<Answer> Send(
        CallContext context, HttpMessageHandler handler, CancellationToken cancellationToken = default)
    {
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://provider.example/v1/me?access_token=SECRET");
        return await _calls.SendAsync(
            new ProviderCall<Answer>(context, new Faults(), "me", client, request, Read), cancellationToken);
    }

    /// <summary>Takes and releases a slot of the limiter for each call, without a request.</summary>
    public async Task CompleteAsync(CallContext context, int calls)
    {
        for (var i = 0; i < calls; i++)
            (await Limiter.AcquireAsync(context, default).AsTask().WaitAsync(LongestWait)).Dispose();
    }

    /// <summary>The refusal of the next call.</summary>
    public Task<UpstreamException> RefusalAsync(CallContext context) => Should.ThrowAsync<UpstreamException>(
        async () => await Limiter.AcquireAsync(context, default).AsTask().WaitAsync(LongestWait));

    /// <summary>Records a 429 of Spotify.</summary>
    public UpstreamException? Refuse(TimeSpan retryAfter, string? reason = null) => Recorder.Record(
        DefaultContext,
        new UpstreamException("spotify", UpstreamFault.RateLimited, "no")
        {
            RetryAfter = retryAfter,
            Reason = reason,
        });

    private static Answer Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<Answer>(json, JsonSerializerOptions.Web) switch
        {
            null => throw new JsonException("The response is null."),
            { Refused: not null } => throw new UpstreamException("spotify", UpstreamFault.RateLimited, "no"),
            var answer => answer,
        };

    public sealed record Answer(int Value, string? Refused = null);

    private sealed class RecordingMeterFactory : IMeterFactory
    {
        public Meter? Created { get; private set; }

        public Meter Create(MeterOptions options) => Created = new(options);

        public void Dispose()
        {
        }
    }

    private sealed class Faults : IProviderFaults
    {
        public string Provider => "spotify";

        public UpstreamException? FromStatus(HttpStatusCode status, string text) => text switch
        {
            "quota" => new(Provider, UpstreamFault.RateLimited, "no") { Reason = "quota_exceeded" },
            "premium" => new(Provider, UpstreamFault.AppUnhealthy, "no") { Reason = "premium_lapsed" },
            _ => null,
        };
    }
}
