namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Removing entries: the list in the body has another name today.</summary>
internal sealed class SpotifyRemoveItemsMapping(string path) : ICompatibilityMapping
{
    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request) =>
        [request with { Path = path, Body = SpotifyLegacyBody.RenameMember(request.Body, "tracks", "items") }];

    public ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, MappingOptions wish) => null;

    public byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> answers) => answers[^1];
}
