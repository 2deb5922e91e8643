using Microsoft.Extensions.Options;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>
/// The last step before the wire, for forwarded and for fetched requests alike: the token goes in, a refused one is
/// renewed once, and nothing comes back that is not looked at. Whoever calls it has an answer, or an exception while
/// nothing is written yet.
/// </summary>
public sealed class RawExchange(
    RawCredentials credentials, ProviderGovernor governor, UpstreamWatch watch, RawRefusals refusals,
    IOptions<UpstreamOptions> options, TimeProvider clock) : DelegatingHandler
{
    private readonly TimeSpan _timeout = options.Value.Timeout;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = RawCall.Of(request);
        using var deadline = new CancellationTokenSource(_timeout, clock);
        await using var caller = cancellationToken.UnsafeRegister(
            static deadline => ((CancellationTokenSource)deadline!).Cancel(), deadline);
        try
        {
            var credential = await credentials.GetAsync(call, deadline.Token);
            var answer = await AttemptAsync(request, call, credential, deadline.Token);
            return answer.Fault?.Fault is UpstreamFault.Unauthorized && credential is not null
                && !refusals.IsMissingScope(call, answer, credential)
                ? await RepeatAsync(request, call, answer, credential, deadline.Token)
                : answer.Response;
        }
        catch (UpstreamException refused)
        {
            throw RawRefusals.ProblemOf(refused);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Told(call, UpstreamException.Unavailable(
                call.Api.Provider, "The provider did not answer in time."));
        }
    }

    private async Task<HttpResponseMessage> RepeatAsync(
        HttpRequestMessage request, RawCall call, RawAnswer answer, RawCredential credential,
        CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            return await RenewForNextAsync(answer, credential, cancellationToken);
        credential = await Renewed(answer, credential, cancellationToken);
        answer.Response.Dispose();
        answer = await AttemptAsync(request, call, credential, cancellationToken);
        if (answer.Fault?.Fault is not UpstreamFault.Unauthorized || credential.IsConfirmed)
            return answer.Response;
        answer.Response.Dispose();
        throw refusals.RefusedAnew(call);
    }

    // A write is not repeated, but the next call shall have a good token.
    private static async Task<HttpResponseMessage> RenewForNextAsync(
        RawAnswer answer, RawCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await credential.RenewAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException
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

    private static async Task<RawCredential> Renewed(
        RawAnswer answer, RawCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await credential.RenewAsync(cancellationToken);
        }
        catch
        {
            answer.Response.Dispose();
            throw;
        }
    }

    private async Task<RawAnswer> AttemptAsync(
        HttpRequestMessage request, RawCall call, RawCredential? credential, CancellationToken cancellationToken)
    {
        if (credential is not null)
            call.Api.Authorize(request, call.Target, credential.Token);
        RequireBase(request.RequestUri!, call);
        using var place = await governor.EnterAsync(call.Turn, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            var answer = await RawAnswer.ReadAsync(
                response, call, credential?.Token, watch, cancellationToken);
            var known = watch.Report(call.Turn, answer.Fault);
            refusals.Explain(call, answer, known, credential);
            if (answer.Fault is null && credential is not null)
                credentials.Accepted(call, credential);
            return answer;
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (FaultOf(failure, response, call) is { } fault)
                throw Told(call, fault);
            throw;
        }
    }

    // What the caller's own body broke is the caller's to hear.
    private static UpstreamException? FaultOf(Exception failure, HttpResponseMessage? response, RawCall call) =>
        failure switch
        {
            UpstreamException fault => fault,
            HttpRequestException or IOException when response is not null =>
                UpstreamException.Invalid(call.Api.Provider, "The provider's answer is cut."),
            HttpRequestException or IOException when failure.InnerException is not BadHttpRequestException =>
                UpstreamException.OfWire(call.Api.Provider, failure),
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
