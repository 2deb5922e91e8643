using System.Globalization;
using System.Net.Http.Headers;
using MusicAuth.Grants;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>Says what went wrong: as a problem where there is no answer, in headers of an error.</summary>
public sealed class RawRefusals(ConsentAdvice advice, PublicAddress address)
{
    /// <summary>The token was renewed just now, and refused all the same.</summary>
    internal ProblemException RefusedAnew(RawCall call) => new(
        ProblemCode.ReauthorizationRequired, $"{call.Api.Provider} refuses a token that is new. Sign in again.")
    {
        Provider = call.Api.Provider,
        ReauthorizeUrl = address.LoginUrl(call.Api.Provider),
    };

    internal static ProblemException ProblemOf(UpstreamException fault) => new(fault.Problem, fault.Message)
    {
        Provider = fault.Provider,
        Reason = fault.Reason,
        RetryAfter = fault.RetryAfter,
    };

    /// <summary>Adds to an error of the provider's what it means and what mends it.</summary>
    internal void Explain(
        RawCall call, RawAnswer answer, UpstreamException? known, RawCredential? credential)
    {
        var headers = answer.Response.Headers;
        if (answer.At200 is { } error)
            headers.TryAddWithoutValidation(RawHeaders.UpstreamError, $"{error.Code ?? 0}; {error.Meaning}");
        else if (MeaningOf(answer.Fault) is { } meaning)
            headers.TryAddWithoutValidation(
                RawHeaders.UpstreamError, $"{(int)answer.Response.StatusCode}; {meaning}");
        if (known is { Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable, RetryAfter: { } wait })
            TellWait(headers, wait);
        if (call.UserId is not null && IsMissingScope(call, answer, credential))
            Offer(call, credential?.Scopes ?? [], headers);
    }

    /// <summary>
    /// The provider names a missing permission. A refused HEAD has no words: there it counts that the consent has none
    /// of the scopes that the operation lists.
    /// </summary>
    internal bool IsMissingScope(RawCall call, RawAnswer answer, RawCredential? credential)
    {
        if (answer.Fault?.Fault is not UpstreamFault.Unauthorized || !HttpMethods.IsHead(call.Method))
            return answer.Fault?.Fault is UpstreamFault.MissingScope;
        var needed = advice.Missing(call.Api.Provider, call.Method, call.Path, []).Count;
        return call.UserId is not null && needed > 0
            && advice.Missing(call.Api.Provider, call.Method, call.Path, credential?.Scopes ?? []).Count == needed;
    }

    // The provider's own word stays, unless we hold back calls for longer.
    private static void TellWait(HttpResponseHeaders headers, TimeSpan wait)
    {
        if (headers.RetryAfter?.Delta >= wait || headers.RetryAfter?.Date is not null)
            return;
        headers.Remove("Retry-After");
        headers.TryAddWithoutValidation(
            "Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private void Offer(RawCall call, IReadOnlyList<string> granted, HttpResponseHeaders headers)
    {
        var provider = call.Api.Provider;
        var mend = advice.For(provider, advice.Missing(provider, call.Method, call.Path + call.Target.Query, granted));
        var scope = mend.Missing.Count == 0 ? "" : $"; scope=\"{string.Join(' ', mend.Missing)}\"";
        headers.Remove(RawHeaders.UpstreamError);
        headers.TryAddWithoutValidation(RawHeaders.UpstreamError, $"{ConsentAdvice.MissingScope}{scope}");
        headers.TryAddWithoutValidation(RawHeaders.Detail, mend.Detail);
        if (mend.Url is { } url)
            headers.TryAddWithoutValidation(RawHeaders.ReauthorizeUrl, url);
    }

    private static string? MeaningOf(UpstreamException? fault) => fault?.Reason ?? fault?.Fault switch
    {
        UpstreamFault.RateLimited => "rate_limited",
        UpstreamFault.Unauthorized => "unauthorized",
        UpstreamFault.MissingScope => ConsentAdvice.MissingScope,
        _ => null,
    };
}
