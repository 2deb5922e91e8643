namespace MusicAuth.Passthrough;

/// <summary>One provider's API, as it is passed through.</summary>
internal interface IPassthroughApi
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>What stands for <see cref="BaseUrl"/> in addresses of ours, such as <c>/spotify/v1</c>.</summary>
    string Prefix { get; }

    /// <summary>The configured API base, absolute, without a slash at its end.</summary>
    string BaseUrl { get; }

    /// <summary>Whether public data needs a token of our own (client credentials).</summary>
    bool CatalogueNeedsToken { get; }

    /// <summary>How the provider says no.</summary>
    IProviderFaults Faults { get; }

    /// <summary>The body of a 429 in the provider's own form.</summary>
    ReadOnlyMemory<byte> RateLimitBody { get; }

    /// <summary>Puts the token where the provider wants it; again with another token replaces it.</summary>
    /// <param name="request">About to leave.</param>
    /// <param name="target">Where to, without a token.</param>
    /// <param name="token">The access token.</param>
    void Authorize(HttpRequestMessage request, Uri target, string token);

    /// <summary>An error that comes with status 200; null where it is none.</summary>
    /// <param name="body">The beginning of the body, or all of it.</param>
    EmbeddedError? FindEmbeddedError(ReadOnlySpan<byte> body);

    /// <summary>Whether an answer to a GET still says the truth a minute later: what plays now does not.</summary>
    /// <param name="path">Below the base, beginning with a slash.</param>
    bool IsCacheable(string path);

    /// <summary>How the operation is served to clients of another age; null where it is as it is.</summary>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="path">Below the base, beginning with a slash, as the caller sent it.</param>
    ICompatibilityMapping? FindMapping(string method, string path);
}
