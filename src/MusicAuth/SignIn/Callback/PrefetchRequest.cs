namespace MusicAuth.SignIn.Callback;

/// <summary>Recognises a browser's prefetch of a callback. A prefetch must not complete a sign-in.</summary>
internal static class PrefetchRequest
{
    private static readonly string[] Headers = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
    private static readonly string[] Purposes = ["prefetch", "prerender", "preview"];

    /// <summary>An error response makes the browser discard the prefetch and send the real request later.</summary>
    public static readonly ProblemException Refusal = new(
        ProblemCode.CrossSiteRequest,
        "MusicAuth does not complete a sign-in when the browser prefetches its address. Open the address in the "
        + "browser.");

    public static bool IsPrefetch(HttpRequest request) => Array.Exists(
        Headers,
        header => Array.Exists(
            Purposes,
            purpose => request.Headers[header].ToString().Contains(purpose, StringComparison.OrdinalIgnoreCase)));
}
