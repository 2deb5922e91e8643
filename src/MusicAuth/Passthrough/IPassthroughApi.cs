namespace MusicAuth.Passthrough;

/// <summary>A provider's API as the passthrough forwards to it.</summary>
internal interface IPassthroughApi
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The broker's path in place of <see cref="BaseUrl"/>, such as <c>/spotify/v1</c>.</summary>
    string Prefix { get; }

    /// <summary>The configured address of the API, without a final slash.</summary>
    string BaseUrl { get; }

    /// <summary>Whether public data needs a token of the app (client credentials).</summary>
    bool CatalogueNeedsToken { get; }

    IProviderFaults Faults { get; }

    /// <summary>The body of a 429 in the provider's own form.</summary>
    ReadOnlyMemory<byte> RateLimitBody { get; }

    /// <summary>Puts the access token where the provider expects it, in place of an earlier one.</summary>
    /// <param name="target">The address without a token.</param>
    void Authorize(HttpRequestMessage request, Uri target, string token);

    /// <summary>The error in a response with status 200; null if the response is a success.</summary>
    /// <param name="body">The body, or its beginning.</param>
    EmbeddedError? FindEmbeddedError(ReadOnlySpan<byte> body) => null;

    /// <summary>Whether a response to a GET is still right a minute later.</summary>
    /// <param name="path">Below the base, beginning with a slash.</param>
    bool IsCacheable(string path);

    /// <summary>The mapping for an operation that the provider has renamed; null for all others.</summary>
    /// <param name="path">Below the base, beginning with a slash, as the caller sent it.</param>
    ICompatibilityMapping? FindMapping(string method, string path) => null;
}
