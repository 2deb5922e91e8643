namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Maps an operation whose path or JSON members have new names.</summary>
/// <param name="addAliases">Adds the other names to a response; its second argument says whether to drop nulls.</param>
/// <param name="path">The current path; null if the path has not changed.</param>
/// <param name="renamesTracksInBody">Whether the request's member <c>tracks</c> is called <c>items</c> now.</param>
internal sealed class SpotifyRenamedMembersMapping(
    Func<ReadOnlySpan<byte>, bool, byte[]>? addAliases, string? path = null, bool renamesTracksInBody = false)
    : ICompatibilityMapping
{
    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request) =>
    [
        request with
        {
            Path = path ?? request.Path,
            Query = HttpMethods.IsGet(request.Method)
                ? SpotifyLegacyQuery.ToCurrentNames(request.Query)
                : request.Query,
            Body = renamesTracksInBody ? SpotifyLegacyBody.CopyMember(request.Body, "tracks", "items") : request.Body,
        },
    ];

    public ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, bool dropNulls)
    {
        if (addAliases is null)
            return null;
        return addAliases(json, dropNulls);
    }
}
