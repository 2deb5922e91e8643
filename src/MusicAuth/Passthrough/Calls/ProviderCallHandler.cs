using Microsoft.Extensions.Options;

namespace MusicAuth.Passthrough.Calls;

/// <summary>
/// One call to a provider's API: a token, a concurrency slot, the request, and a first look at the answer. A refused
/// token is renewed once. The caller gets an answer, or an exception while nothing is written yet.
/// </summary>
/// <remarks>
/// Each wait has a time of its own, and only the time in which the provider had the whole request counts as its
/// failure: <see cref="CallOutcomeRecorder"/> hears nothing of a wait for a token, for a slot or for the upload (T34).
/// </remarks>
internal sealed class ProviderCallHandler(
    CallCredentials credentials, OutboundLimiter governor, CallOutcomeRecorder watch, ProviderErrorExplainer refusals,
    IOptions<UpstreamOptions> options, TimeProvider clock) : DelegatingHandler
{
    private readonly TimeSpan _timeout = options.Value.Timeout;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = PassthroughCall.Of(request);
        try
        {
            var credential = await WithTimeoutAsync(credentials.GetAsync(call, cancellationToken), call, cancellationToken);
            var answer = await AttemptAsync(request, call, credential, cancellationToken);
            return answer.Fault?.Fault is UpstreamFault.Unauthorized && credential is not null
                && !refusals.IsMissingScope(call, answer, credential)
                ? await RepeatAsync(request, call, answer, credential, cancellationToken)
                : answer.Response;
        }
        catch (UpstreamException refused)
        {
            throw refused.ToProblem().ToException();
        }
    }

    private async Task<HttpResponseMessage> RepeatAsync(
        HttpRequestMessage request, PassthroughCall call, InspectedResponse answer, CallCredential credential,
        CancellationToken cancellationToken)
    {
        if (!call.IsRead)
            return await RenewForNextAsync(call, answer, credential, cancellationToken);
        credential = await RenewOrDisposeAsync(call, answer, credential, cancellationToken);
        answer.Response.Dispose();
        answer = await AttemptAsync(request, call, credential, cancellationToken);
        if (answer.Fault?.Fault is not UpstreamFault.Unauthorized || credential.IsConfirmed)
            return answer.Response;
        answer.Response.Dispose();
        throw refusals.RenewedTokenRefused(call);
    }

    // A write is not repeated, but the next call shall have a good token.
    private async Task<HttpResponseMessage> RenewForNextAsync(
        PassthroughCall call, InspectedResponse answer, CallCredential credential, CancellationToken cancellationToken)
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

    private async Task<CallCredential> RenewOrDisposeAsync(
        PassthroughCall call, InspectedResponse answer, CallCredential credential, CancellationToken cancellationToken)
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

    private ValueTask<CallCredential> RenewAsync(
        PassthroughCall call, CallCredential credential, CancellationToken cancellationToken) => WithTimeoutAsync(
        new ValueTask<CallCredential>(credential.RenewAsync(cancellationToken)), call, cancellationToken);

    // The wait ends, not the refresh, which goes on for the calls that come next.
    private ValueTask<T> WithTimeoutAsync<T>(ValueTask<T> token, PassthroughCall call, CancellationToken cancellationToken) =>
        token.IsCompleted ? token : WaitAsync(token.AsTask(), call, cancellationToken);

    private async ValueTask<T> WaitAsync<T>(Task<T> token, PassthroughCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await token.WaitAsync(_timeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw UpstreamException.Unavailable(
                call.Api.Provider, "A new access token did not arrive in time.");
        }
    }

    private async Task<InspectedResponse> AttemptAsync(
        HttpRequestMessage request, PassthroughCall call, CallCredential? credential, CancellationToken cancellationToken)
    {
        if (credential is not null)
            call.Api.Authorize(request, call.Target, credential.Token);
        RequireBaseUri(request.RequestUri!, call);
        using var place = await governor.AcquireAsync(call.Context, cancellationToken);
        using var deadline = new CancellationTokenSource(
            _timeout + RequestBodyReader.GetUploadTime(RequestBodyReader.MinBytesPerSecond, call.Body?.Length ?? 0), clock);
        await using var caller = cancellationToken.UnsafeRegister(
            static deadline => ((CancellationTokenSource)deadline!).Cancel(), deadline);
        var body = call.Body is { } bytes ? CreateContent(bytes, call.BodyType, deadline) : null;
        request.Content = body;
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, deadline.Token);
            var answer = await InspectedResponse.ReadAsync(response, call, credential?.Token, clock, deadline.Token);
            var known = watch.Record(call.Context, answer.Fault);
            refusals.AddHeaders(call, answer, known, credential);
            if (answer.Fault is null && credential is not null)
                credentials.ReportAccepted(call, credential);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw body is { IsSent: false } && deadline.IsCancellationRequested
                ? UpstreamException.Unavailable(
                    call.Api.Provider, "MusicAuth could not send the request body to the provider in time.")
                : Report(call, UpstreamException.Unavailable(call.Api.Provider,
                    "The provider did not respond in time."));
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (ToFault(failure, response, call) is { } fault)
                throw Report(call, fault);
            throw;
        }
    }

    private UploadContent CreateContent(ReadOnlyMemory<byte> bytes, string? type, CancellationTokenSource deadline) =>
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

    private static UpstreamException? ToFault(Exception failure, HttpResponseMessage? response, PassthroughCall call) =>
        failure switch
        {
            UpstreamException fault => fault,
            HttpRequestException or IOException when response is not null =>
                UpstreamException.InvalidResponse(call.Api.Provider, "The provider's response is cut off."),
            HttpRequestException or IOException => UpstreamException.FromTransportFailure(call.Api.Provider, failure),
            _ => null,
        };

    private ProblemException Report(PassthroughCall call, UpstreamException fault) =>
        (watch.Record(call.Context, fault) ?? fault).ToProblem().ToException();

    // SECURITY T15: whatever the path held, it leads below the configured base or nowhere.
    private static void RequireBaseUri(Uri target, PassthroughCall call)
    {
        var (root, start) = (call.BaseUri, call.Api.BaseUrl);
        if (target.Scheme != root.Scheme || target.Host != root.Host || target.Port != root.Port
            || !target.OriginalString.StartsWith(start, StringComparison.Ordinal)
            || target.OriginalString.AsSpan(start.Length) is not ['/', ..])
            throw new ProblemException(ProblemCode.InvalidParameter,
                "The path leads outside the provider's API. Check the path.");
    }
}
