using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>One provider's API, as it is passed through.</summary>
public interface IRawApi
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
    ReadOnlyMemory<byte> TooManyRequests { get; }

    /// <summary>Puts the token where the provider wants it; again with another token replaces it.</summary>
    /// <param name="request">About to leave.</param>
    /// <param name="target">Where to, without a token.</param>
    /// <param name="token">The access token.</param>
    void Authorize(HttpRequestMessage request, Uri target, string token);

    /// <summary>An error that comes with status 200; null where it is none.</summary>
    /// <param name="body">The beginning of the body, or all of it.</param>
    RawError? ErrorAt200(ReadOnlySpan<byte> body);

    /// <summary>Whether an answer to a GET still says the truth a minute later: what plays now does not.</summary>
    /// <param name="path">Below the base, beginning with a slash.</param>
    bool IsLasting(string path);

    /// <summary>How the operation is served to clients of another age; null where it is as it is.</summary>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="path">Below the base, beginning with a slash, as the caller sent it.</param>
    IRawShape? ShapeOf(string method, string path);
}

/// <summary>An error that a provider sends with status 200.</summary>
/// <param name="Code">The provider's own code; null where it has none.</param>
/// <param name="Meaning">One word, such as <c>rate_limited</c>.</param>
/// <param name="Fault">What it means for the calls that follow.</param>
public sealed record RawError(int? Code, string Meaning, UpstreamException Fault);

/// <summary>How one operation is served to clients that know it by another shape.</summary>
public interface IRawShape
{
    /// <summary>Where it is asked for today.</summary>
    /// <param name="request">As the caller sent it.</param>
    /// <returns>At least one; sent in order until one fails or <see cref="NeedsMore"/> is false.</returns>
    /// <exception cref="RawShapeException">The request cannot be served.</exception>
    IReadOnlyList<RawRequest> Requests(RawRequest request);

    /// <summary>The good answer as clients of both ages read it; null where it stays as it is.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON.</exception>
    ReadOnlyMemory<byte>? Reshape(ReadOnlySpan<byte> json, RawAnswerWish wish);

    /// <summary>Whether the next request is to be sent, as far as the answers before it say.</summary>
    /// <param name="request">As the caller sent it.</param>
    /// <param name="answers">The good answers so far, at least one.</param>
    bool NeedsMore(RawRequest request, IReadOnlyList<byte[]> answers) => true;

    /// <summary>One answer of the good ones.</summary>
    /// <param name="request">As the caller sent it.</param>
    /// <param name="answers">The good answers, at least one.</param>
    /// <exception cref="System.Text.Json.JsonException">They cannot be joined.</exception>
    byte[] Join(RawRequest request, IReadOnlyList<byte[]> answers);
}

/// <summary>A request that names nothing that today's API could be asked for; the message says what it lacks.</summary>
public sealed class RawShapeException(string message) : Exception(message);

/// <summary>What the caller wants of the answer besides.</summary>
/// <param name="DropNulls">Whether entries that are null are left out.</param>
public readonly record struct RawAnswerWish(bool DropNulls);

/// <summary>A request as today's API wants it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below the base, beginning with a slash.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Body">Empty where there is none.</param>
public sealed record RawRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body);
