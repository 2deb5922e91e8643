using Microsoft.Extensions.Options;

namespace MusicAuth.Passthrough.Calls;

/// <summary>
/// Sends a call with an access token and a concurrency slot, inspects the response, and renews a refused token once.
/// </summary>
/// <remarks>
/// Only the time in which the provider has the whole request counts as its failure: the recorder sees no wait for a
/// token, for a slot or for the upload (docs/security.md T34).
/// </remarks>
internal sealed class ProviderCallHandler(
    CallCredentials credentials, OutboundLimiter limiter, CallOutcomeRecorder recorder,
    ProviderErrorExplainer explainer, IOptions<UpstreamOptions> options, TimeProvider clock) : DelegatingHandler
{
    private readonly TimeSpan _timeout = options.Value.Timeout;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = PassthroughCall.Of(request);
        try
        {
            var credential = await WithTimeoutAsync(
                credentials.GetAsync(call, cancellationToken), call, cancellationToken);
            var response = await AttemptAsync(request, call, credential, cancellationToken);
            return response.Fault?.Fault is UpstreamFault.Unauthorized && credential is not null
                ? await RenewAsync(request, call, response, credential, cancellationToken)
                : response.Response;
        }
        catch (UpstreamException fault)
        {
            throw fault.ToProblem().ToException();
        }
    }

    // A read is repeated with the new token. A write is not, but the next call has the new token.
    private async Task<HttpResponseMessage> RenewAsync(
        HttpRequestMessage request, PassthroughCall call, InspectedResponse refused, CallCredential credential,
        CancellationToken cancellationToken)
    {
        try
        {
            credential = await WithTimeoutAsync(
                new ValueTask<CallCredential>(credential.RenewAsync(cancellationToken)), call, cancellationToken);
        }
        catch (Exception failure) when (!call.IsRead && (failure is OperationCanceledException or UpstreamException
            || (failure as ProblemException)?.Problem == ProblemCode.ProviderUnavailable))
        {
            return refused.Response;
        }
        catch
        {
            refused.Response.Dispose();
            throw;
        }

        if (!call.IsRead)
            return refused.Response;
        refused.Response.Dispose();
        var response = await AttemptAsync(request, call, credential, cancellationToken);
        if (response.Fault?.Fault is not UpstreamFault.Unauthorized || credential.IsConfirmed)
            return response.Response;
        response.Response.Dispose();
        throw explainer.NewTokenRefused(call);
    }

    // The timeout ends the wait only. The refresh continues for later calls.
    private async ValueTask<T> WithTimeoutAsync<T>(
        ValueTask<T> token, PassthroughCall call, CancellationToken cancellationToken)
    {
        if (token.IsCompleted)
            return await token;
        try
        {
            return await token.AsTask().WaitAsync(_timeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw UpstreamException.Unavailable(call.Api.Provider, "A new access token did not arrive in time.");
        }
    }

    private async Task<InspectedResponse> AttemptAsync(
        HttpRequestMessage request, PassthroughCall call, CallCredential? credential,
        CancellationToken cancellationToken)
    {
        if (credential is not null)
            call.Api.Authorize(request, call.Target, credential.Token);
        RequireBaseUri(request.RequestUri!, call);
        using var slot = await limiter.AcquireAsync(call.Context, cancellationToken);
        using var deadline = new Deadline(
            _timeout + RequestBodyReader.GetMaxUploadTime(call.Request.Body.Length), clock, cancellationToken);
        var upload = CreateUpload(call, deadline);
        request.Content = upload;
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, deadline.Token);
            var inspected = await ResponseInspector.ReadAsync(
                response, call, credential?.Token, clock, deadline.Token);
            ((RewrittenContent)response.Content).Fault = inspected.Fault?.Fault;
            explainer.AddHeaders(call, inspected, recorder.Record(call.Context, inspected.Fault), credential);
            if (inspected.Fault is null && credential is not null)
                credentials.RecordAccepted(call, credential);
            return inspected;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw upload is { IsSent: false } && deadline.Token.IsCancellationRequested
                ? UpstreamException.Unavailable(
                    call.Api.Provider, "MusicAuth could not send the request body to the provider in time.")
                : Record(call, UpstreamException.Unavailable(
                    call.Api.Provider, "The provider did not respond in time."));
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (ToFault(failure, response, call) is { } fault)
                throw Record(call, fault);
            throw;
        }
    }

    // The provider's own time begins when the whole body is sent. The provider can answer before that.
    private UploadContent? CreateUpload(PassthroughCall call, Deadline deadline) =>
        call.Request.Body.IsEmpty ? null : new UploadContent(call.Request.Body, call.BodyType, onSent: () =>
        {
            try
            {
                deadline.SetRemaining(_timeout);
            }
            catch (ObjectDisposedException)
            {
            }
        });

    private static UpstreamException? ToFault(Exception failure, HttpResponseMessage? response, PassthroughCall call) =>
        failure switch
        {
            UpstreamException fault => fault,
            HttpRequestException or IOException => response is null
                ? UpstreamException.FromTransportFailure(call.Api.Provider, failure)
                : UpstreamException.InvalidResponse(call.Api.Provider, "The provider's response is cut off."),
            _ => null,
        };

    private ProblemException Record(PassthroughCall call, UpstreamException fault) =>
        (recorder.Record(call.Context, fault) ?? fault).ToProblem().ToException();

    // A path must not lead outside the configured base (docs/security.md T15).
    private static void RequireBaseUri(Uri target, PassthroughCall call)
    {
        var (baseUri, baseUrl) = (call.Plan.Route.BaseUri, call.Api.BaseUrl);
        if (target.Scheme != baseUri.Scheme || target.Host != baseUri.Host || target.Port != baseUri.Port
            || !target.OriginalString.StartsWith(baseUrl, StringComparison.Ordinal)
            || target.OriginalString.AsSpan(baseUrl.Length) is not ['/', ..])
            throw new ProblemException(
                ProblemCode.InvalidParameter, "The path leads outside the provider's API. Check the path.");
    }
}
