namespace MusicAuth.SignIn.Callback;

/// <summary>Requests that a browser makes ahead of a person, who may never come: they end no sign-in.</summary>
internal static class PrefetchRequest
{
    private static readonly string[] Headers = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
    private static readonly string[] Words = ["prefetch", "prerender", "preview"];

    /// <summary>No success, so the browser throws it away and asks again when the person comes.</summary>
    public static readonly ProblemException Refusal = new(
        ProblemCode.CrossSiteRequest,
            "MusicAuth does not complete a sign-in when the browser prefetches its address. Open the address in the "
            + "browser.");

    public static bool IsPrefetch(HttpRequest request) => Array.Exists(
        Headers,
        header => Array.Exists(
            Words, word => request.Headers[header].ToString().Contains(word, StringComparison.OrdinalIgnoreCase)));
}
