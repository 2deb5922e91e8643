using Microsoft.Extensions.Options;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>
/// One call to a provider's API: a token, a concurrency slot, the request, and a first look at the answer. A refused
/// token is renewed once. The caller gets an answer, or an exception while nothing is written yet.
/// </summary>
/// <remarks>
/// Each wait has a time of its own, and only the time in which the provider had the whole request counts as its
/// failure: <see cref="UpstreamWatch"/> hears nothing of a wait for a token, for a slot or for the upload (T34).
/// </remarks>
public sealed class RawExchange(
    RawCredentials credentials, ProviderGovernor governor, UpstreamWatch watch, RawRefusals refusals,
    IOptions<UpstreamOptions> options, TimeProvider clock) : DelegatingHandler
{
    private readonly TimeSpan _timeout = options.Value.Timeout;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = RawCall.Of(request);
        try
        {
            var credential = await InTimeAsync(credentials.GetAsync(call, cancellationToken), call, cancellationToken);
            var answer = await AttemptAsync(request, call, credential, cancellationToken);
            return answer.Fault?.Fault is UpstreamFault.Unauthorized && credential is not null
                && !refusals.IsMissingScope(call, answer, credential)
                ? await RepeatAsync(request, call, answer, credential, cancellationToken)
                : answer.Response;
        }
        catch (UpstreamException refused)
        {
            throw RawRefusals.ProblemOf(refused);
        }
    }

    private async Task<HttpResponseMessage> RepeatAsync(
        HttpRequestMessage request, RawCall call, RawAnswer answer, RawCredential credential,
        CancellationToken cancellationToken)
    {
        if (!call.IsRead)
            return await RenewForNextAsync(call, answer, credential, cancellationToken);
        credential = await RenewedAsync(call, answer, credential, cancellationToken);
        answer.Response.Dispose();
        answer = await AttemptAsync(request, call, credential, cancellationToken);
        if (answer.Fault?.Fault is not UpstreamFault.Unauthorized || credential.IsConfirmed)
            return answer.Response;
        answer.Response.Dispose();
        throw refusals.RefusedAnew(call);
    }

    // A write is not repeated, but the next call shall have a good token.
    private async Task<HttpResponseMessage> RenewForNextAsync(
        RawCall call, RawAnswer answer, RawCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await RenewAsync(call, credential, cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or UpstreamException
            || (failure as ProblemException)?.Problem == ProblemCode.ProviderUnavailable)
        {
            // Nothing more is known than that the write was refused.
        }
        catch
        {
            answer.Response.Dispose();
            throw;
        }

        return answer.Response;
    }

    private async Task<RawCredential> RenewedAsync(
        RawCall call, RawAnswer answer, RawCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await RenewAsync(call, credential, cancellationToken);
        }
        catch
        {
            answer.Response.Dispose();
            throw;
        }
    }

    private ValueTask<RawCredential> RenewAsync(
        RawCall call, RawCredential credential, CancellationToken cancellationToken) => InTimeAsync(
        new ValueTask<RawCredential>(credential.RenewAsync(cancellationToken)), call, cancellationToken);

    // The wait ends, not the refresh, which goes on for the calls that come next.
    private ValueTask<T> InTimeAsync<T>(ValueTask<T> token, RawCall call, CancellationToken cancellationToken) =>
        token.IsCompleted ? token : WaitAsync(token.AsTask(), call, cancellationToken);

    private async ValueTask<T> WaitAsync<T>(Task<T> token, RawCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await token.WaitAsync(_timeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw UpstreamException.Unavailable(
                call.Api.Provider, "A new access token did not come in time. Try again in 5 s.");
        }
    }

    private async Task<RawAnswer> AttemptAsync(
        HttpRequestMessage request, RawCall call, RawCredential? credential, CancellationToken cancellationToken)
    {
        if (credential is not null)
            call.Api.Authorize(request, call.Target, credential.Token);
        RequireBase(request.RequestUri!, call);
        using var place = await governor.EnterAsync(call.Turn, cancellationToken);
        using var deadline = new CancellationTokenSource(
            _timeout + RequestBodies.TimeAt(RequestBodies.SlowestRate, call.Body?.Length ?? 0), clock);
        await using var caller = cancellationToken.UnsafeRegister(
            static deadline => ((CancellationTokenSource)deadline!).Cancel(), deadline);
        var body = call.Body is { } bytes ? BodyOf(bytes, call.BodyType, deadline) : null;
        request.Content = body;
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, deadline.Token);
            var answer = await RawAnswer.ReadAsync(response, call, credential?.Token, watch, deadline.Token);
            var known = watch.Report(call.Turn, answer.Fault);
            refusals.Explain(call, answer, known, credential);
            if (answer.Fault is null && credential is not null)
                credentials.Accepted(call, credential);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw body is { IsSent: false } && deadline.IsCancellationRequested
                ? UpstreamException.Unavailable(
                    call.Api.Provider, "The body could not be sent to the provider in time. Try again in 5 s.")
                : Told(call, UpstreamException.Unavailable(call.Api.Provider, "The provider did not answer in time."));
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (FaultOf(failure, response, call) is { } fault)
                throw Told(call, fault);
            throw;
        }
    }

    private SentContent BodyOf(ReadOnlyMemory<byte> bytes, string? type, CancellationTokenSource deadline) =>
        new(bytes, type, () =>
        {
            // From here on the provider has the whole request.
            try
            {
                deadline.CancelAfter(_timeout);
            }
            catch (ObjectDisposedException)
            {
                // The provider had answered before.
            }
        });

    private static UpstreamException? FaultOf(Exception failure, HttpResponseMessage? response, RawCall call) =>
        failure switch
        {
            UpstreamException fault => fault,
            HttpRequestException or IOException when response is not null =>
                UpstreamException.Invalid(call.Api.Provider, "The provider's answer is cut."),
            HttpRequestException or IOException => UpstreamException.OfWire(call.Api.Provider, failure),
            _ => null,
        };

    private ProblemException Told(RawCall call, UpstreamException fault) =>
        RawRefusals.ProblemOf(watch.Report(call.Turn, fault) ?? fault);

    // SECURITY T15: whatever the path held, it leads below the configured base or nowhere.
    private static void RequireBase(Uri target, RawCall call)
    {
        var (root, start) = (call.Root, call.Api.BaseUrl);
        if (target.Scheme != root.Scheme || target.Host != root.Host || target.Port != root.Port
            || !target.OriginalString.StartsWith(start, StringComparison.Ordinal)
            || target.OriginalString.AsSpan(start.Length) is not ['/', ..])
            throw new ProblemException(ProblemCode.InvalidParameter, "The address leads out of the provider's API.");
    }
}

/// <summary>Sends by the exchange.</summary>
public sealed class RawClient(RawExchange exchange) : HttpMessageInvoker(exchange, disposeHandler: true);
