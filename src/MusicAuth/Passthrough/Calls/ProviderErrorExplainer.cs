using System.Net.Http.Headers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>Says what went wrong: as a problem where there is no answer, in headers of an error.</summary>
internal sealed class ProviderErrorExplainer(ScopeAdvisor advice, PublicAddress address)
{
    /// <summary>The token was renewed just now, and the provider rejects it all the same.</summary>
    internal ProblemException RenewedTokenRefused(PassthroughCall call) =>
        new ProviderProblem(call.Api.Provider, ProblemCode.ReauthorizationRequired, null, null)
            .ToException(address.LoginUrl(call.Api.Provider));

    /// <summary>Adds to an error of the provider's what it means and what mends it.</summary>
    internal void AddHeaders(
        PassthroughCall call, InspectedResponse answer, UpstreamException? known, CallCredential? credential)
    {
        var headers = answer.Response.Headers;
        if (answer.EmbeddedError is { } error)
            headers.TryAddWithoutValidation(HeaderAllowlist.UpstreamError, $"{error.Code ?? 0}; {error.Meaning}");
        else if (GetErrorWord(answer.Fault) is { } meaning)
            headers.TryAddWithoutValidation(
                HeaderAllowlist.UpstreamError, $"{(int)answer.Response.StatusCode}; {meaning}");
        if (known is { Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable, RetryAfter: { } wait })
            AddRetryAfter(headers, wait);
        if (call.UserId is not null && IsMissingScope(call, answer, credential))
            AddMissingScope(call, credential?.Scopes ?? [], headers);
    }

    /// <summary>
    /// The provider names a missing permission. A refused HEAD has no words: there it counts that the consent has none
    /// of the scopes that the operation lists.
    /// </summary>
    internal bool IsMissingScope(PassthroughCall call, InspectedResponse answer, CallCredential? credential)
    {
        if (answer.Fault?.Fault is not UpstreamFault.Unauthorized || !HttpMethods.IsHead(call.Method))
            return answer.Fault?.Fault is UpstreamFault.MissingScope;
        var needed = advice.FindMissing(call.Api.Provider, call.Method, call.Path, []).Count;
        return call.UserId is not null && needed > 0
            && advice.FindMissing(call.Api.Provider, call.Method, call.Path, credential?.Scopes ?? []).Count == needed;
    }

    // The provider's own word stays, unless we hold back calls for longer.
    private static void AddRetryAfter(HttpResponseHeaders headers, TimeSpan wait)
    {
        if (headers.RetryAfter?.Delta >= wait || headers.RetryAfter?.Date is not null)
            return;
        headers.Remove("Retry-After");
        headers.TryAddWithoutValidation("Retry-After", RetryAfterHeader.Format(wait));
    }

    private void AddMissingScope(PassthroughCall call, IReadOnlyList<string> granted, HttpResponseHeaders headers)
    {
        var provider = call.Api.Provider;
        var mend = advice.Advise(provider, advice.FindMissing(provider, call.Method, call.Path + call.Target.Query, granted));
        var scope = mend.Missing.Count == 0 ? "" : $"; scope=\"{string.Join(' ', mend.Missing)}\"";
        headers.Remove(HeaderAllowlist.UpstreamError);
        headers.TryAddWithoutValidation(HeaderAllowlist.UpstreamError, $"{ProviderReasons.MissingScope}{scope}");
        headers.TryAddWithoutValidation(HeaderAllowlist.Detail, mend.Detail);
        if (mend.Url is { } url)
            headers.TryAddWithoutValidation(HeaderAllowlist.ReauthorizeUrl, url);
    }

    private static string? GetErrorWord(UpstreamException? fault) => fault?.Reason ?? fault?.Fault switch
    {
        UpstreamFault.RateLimited or UpstreamFault.Unauthorized or UpstreamFault.MissingScope =>
            fault.Fault.ToHeaderWord(),
        _ => null,
    };
}
