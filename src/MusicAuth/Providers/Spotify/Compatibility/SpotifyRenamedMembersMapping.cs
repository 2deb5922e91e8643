namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>One request, elsewhere perhaps, whose answer gets both names.</summary>
internal sealed class SpotifyRenamedMembersMapping(JsonRewrite reshape, string? path = null) : ICompatibilityMapping
{
    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request) =>
    [
        request with
        {
            Path = path ?? request.Path,
            Query = HttpMethods.IsGet(request.Method) ? SpotifyLegacyQuery.ToCurrentNames(request.Query) : request.Query,
        },
    ];

    public ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, MappingOptions wish) =>
        reshape(json, wish.DropNulls);

    public byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> answers) => answers[^1];
}
