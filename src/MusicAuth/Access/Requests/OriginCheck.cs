namespace MusicAuth.Access.Requests;

/// <summary>
/// A change by session must come from the origin of PublicUrl (docs/security.md T5, T7): cookies ignore the port, so a
/// page of another server on the same host sends this one's cookie.
/// </summary>
internal static class OriginCheck
{
    public static ProblemException? FindRefusal(HttpRequest request, Caller? caller, PublicAddress address) =>
        caller is { Kind: CallerKind.Session } && IsUnsafe(request.Method)
        && !IsSameOrigin(request.Headers, address.Origin)
            ? Refusal(address)
            : null;

    /// <summary>For a browser without a session: also a read must not come from another site.</summary>
    public static ProblemException? FindRefusalOfBrowser(HttpRequest request, PublicAddress address) =>
        IsUnsafe(request.Method)
            ? IsSameOrigin(request.Headers, address.Origin) ? null : Refusal(address)
            : request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none" ? null : Refusal(address);

    private static ProblemException Refusal(PublicAddress address) => new(
        ProblemCode.CrossSiteRequest,
        $"A browser session can change data only from a page at {address.Origin}, and the Origin header of "
        + "this request does not match that address.");

    private static bool IsSameOrigin(IHeaderDictionary headers, string origin) =>
        headers.Origin.Count == 1 && string.Equals(headers.Origin[0], origin, StringComparison.Ordinal)
        && headers["Sec-Fetch-Site"] is var site && (site.Count == 0 || (site.Count == 1 && site[0] == "same-origin"));

    private static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}
