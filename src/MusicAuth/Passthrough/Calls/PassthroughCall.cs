namespace MusicAuth.Passthrough.Calls;

/// <summary>What the exchange must know of one request on its way to a provider.</summary>
/// <param name="Api">The provider's API.</param>
/// <param name="UserId">On whose behalf; null for the catalogue, which is nobody's.</param>
/// <param name="Method">As today's API wants it.</param>
/// <param name="Path">Below the base, as today's API wants it.</param>
/// <param name="Target">The absolute address, without a token.</param>
/// <param name="BaseUri">The API's base, which the address must lie below.</param>
/// <param name="Links">Which links come home, and where that is.</param>
/// <param name="Mapping">How good answers are changed; null leaves them as they are.</param>
/// <param name="CallerId">The user who makes the request, also where it is on nobody's behalf.</param>
internal sealed record PassthroughCall(
    IPassthroughApi Api, Guid? UserId, string Method, string Path, Uri Target, Uri BaseUri, LinkPattern Links,
    ICompatibilityMapping? Mapping, bool DropNulls, Guid CallerId)
{
    public static readonly HttpRequestOptionsKey<PassthroughCall> Key = new("MusicAuth.RawCall");

    /// <summary>Set where the answer is to be whole; null lets it stream.</summary>
    public BufferingOptions? Buffering { get; init; }

    /// <summary>What is sent; null for a request without a body.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The content type of <see cref="Body"/>; null where it has none.</summary>
    public string? BodyType { get; init; }

    /// <summary>Whether it asks only: such a call may be sent again.</summary>
    public bool IsRead => HttpMethods.IsGet(Method) || HttpMethods.IsHead(Method);

    public CallContext Context { get; } = new(Api.Provider, ProviderEndpoint.Api, CallPriority.Interactive, UserId)
    {
        Origin = CallOrigin.App,
        Resource = new CallResource(Method, Path),
        CallerId = CallerId,
    };

    /// <summary>A request for it; the caller sets its headers.</summary>
    public HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(Method), Target);
        request.Options.Set(Key, this);
        return request;
    }

    public static PassthroughCall Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var call)
        ? call
        : throw new InvalidOperationException("A request of the passthrough carries its call.");
}
