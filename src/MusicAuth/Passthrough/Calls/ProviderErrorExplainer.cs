using System.Net;
using System.Net.Http.Headers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>Adds the meaning, the wait and the link for a missing scope to a provider's error, as headers.</summary>
internal sealed class ProviderErrorExplainer(
    ScopeAdvisor advisor, MissingScopeRecorder missingScopes, PublicAddress address)
{
    /// <summary>The problem of a call whose token the provider refuses right after a refresh.</summary>
    public ProblemException NewTokenRefused(PassthroughCall call) =>
        new ProviderProblem(call.Api.Provider, ProblemCode.ReauthorizationRequired, null, null)
            .ToException(address.LoginUrl(call.Api.Provider));

    /// <param name="recorded">The response's fault with the wait that holds for all calls; null for a success.</param>
    public void AddHeaders(
        PassthroughCall call, InspectedResponse response, UpstreamException? recorded, CallCredential? credential)
    {
        var headers = response.Response.Headers;
        if (response.EmbeddedError is { } error)
            headers.TryAddWithoutValidation(ApiHeaders.UpstreamError, $"{error.Code ?? 0}; {GetWord(error.Fault)}");
        else if (GetErrorWord(response) is { } word)
            headers.TryAddWithoutValidation(
                ApiHeaders.UpstreamError, $"{(int)response.Response.StatusCode}; {word}");
        if (recorded is { Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable, RetryAfter: { } wait })
            AddRetryAfter(headers, wait);
        if (call.UserId is { } user && response.Fault?.Fault is UpstreamFault.MissingScope)
            AddMissingScope(call, user, credential?.Scopes ?? [], headers);
    }

    // The provider's own seconds stay, unless the limiter holds calls back for longer. A date becomes seconds: clients
    // rely on them, and the clocks of a client and of the provider can differ.
    private static void AddRetryAfter(HttpResponseHeaders headers, TimeSpan wait)
    {
        if (headers.RetryAfter?.Delta >= wait)
            return;
        headers.Remove("Retry-After");
        headers.TryAddWithoutValidation("Retry-After", RetryAfterHeader.Format(wait));
    }

    private void AddMissingScope(
        PassthroughCall call, Guid userId, IReadOnlyList<string> granted, HttpResponseHeaders headers)
    {
        var provider = call.Api.Provider;
        var missing = advisor.FindMissing(
            provider, call.Request.Method, call.Request.Path + call.Target.Query, granted);
        missingScopes.Record(userId, provider, missing);
        var advice = advisor.Advise(provider, missing);
        var scope = advice.Missing.Count == 0 ? "" : $"; scope=\"{string.Join(' ', advice.Missing)}\"";
        headers.Remove(ApiHeaders.UpstreamError);
        headers.TryAddWithoutValidation(ApiHeaders.UpstreamError, $"{ProviderReasons.MissingScope}{scope}");
        headers.TryAddWithoutValidation(ApiHeaders.Detail, advice.Detail);
        if (advice.Url is { } url)
            headers.TryAddWithoutValidation(ApiHeaders.ReauthorizeUrl, url);
    }

    // Other faults are what their status says. A 401 can mean something else than the token.
    private static string? GetErrorWord(InspectedResponse response) =>
        response.Fault is { } fault
            && (fault.Reason is not null || response.Response.StatusCode is HttpStatusCode.Unauthorized
                || fault.Fault is UpstreamFault.RateLimited or UpstreamFault.Unauthorized or UpstreamFault.MissingScope)
            ? GetWord(fault)
            : null;

    private static string GetWord(UpstreamException fault) => fault.Reason ?? fault.Fault.ToHeaderWord();
}
