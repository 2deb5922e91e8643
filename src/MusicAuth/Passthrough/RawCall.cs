using System.IO.Hashing;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>What the exchange must know of one request on its way to a provider.</summary>
/// <param name="Api">The provider's API.</param>
/// <param name="UserId">On whose behalf; null for the catalogue, which is nobody's.</param>
/// <param name="Method">As today's API wants it.</param>
/// <param name="Path">Below the base, as today's API wants it.</param>
/// <param name="Target">The absolute address, without a token.</param>
/// <param name="Root">The API's base, which the address must lie below.</param>
/// <param name="Links">Which links come home, and where that is.</param>
/// <param name="Shape">How good answers are changed; null leaves them as they are.</param>
/// <param name="Wish">What the caller wants besides.</param>
/// <param name="CallerId">The user who makes the request, also where it is on nobody's behalf.</param>
internal sealed record RawCall(
    IRawApi Api, Guid? UserId, string Method, string Path, Uri Target, Uri Root, LinkPattern Links,
    IRawShape? Shape, RawAnswerWish Wish, Guid CallerId)
{
    public static readonly HttpRequestOptionsKey<RawCall> Key = new("MusicAuth.RawCall");

    /// <summary>Set where the answer is to be whole; null lets it stream.</summary>
    public RawWhole? Whole { get; init; }

    /// <summary>What is sent; null for a request without a body.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The content type of <see cref="Body"/>; null where it has none.</summary>
    public string? BodyType { get; init; }

    /// <summary>Whether it asks only: such a call may be sent again.</summary>
    public bool IsRead => HttpMethods.IsGet(Method) || HttpMethods.IsHead(Method);

    public UpstreamTurn Turn { get; } = new(Api.Provider, ProviderSide.Api, CallPriority.Interactive, UserId)
    {
        Origin = CallOrigin.App,
        Resource = new CallResource(Method, Path),
        CallerId = CallerId,
    };

    /// <summary>A request for it; the caller sets its headers.</summary>
    public HttpRequestMessage NewRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(Method), Target);
        request.Options.Set(Key, this);
        return request;
    }

    public static RawCall Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var call)
        ? call
        : throw new InvalidOperationException("A request of the passthrough carries its call.");
}

/// <summary>A wish for a whole answer.</summary>
/// <param name="Known">What the last one was: where the provider says the same again, that is the answer.</param>
/// <param name="Most">A longer one is not held in memory, and comes as a stream.</param>
internal sealed record RawWhole(RawKnown? Known, int Most);

/// <summary>An answer as it was given, and of which text of the provider's it was made.</summary>
/// <param name="Source">See <see cref="SourceOf"/>.</param>
/// <param name="Body">Nobody changes it.</param>
internal sealed record RawKnown(UInt128 Source, byte[] Body)
{
    /// <summary>
    /// The same only for the same text, asked for with the same token. Who makes another one with the same gets what
    /// he said before.
    /// </summary>
    public static UInt128 SourceOf(ReadOnlySpan<byte> text, string? token) =>
        XxHash128.HashToUInt128(text, token is null ? 0 : string.GetHashCode(token, StringComparison.Ordinal));
}
