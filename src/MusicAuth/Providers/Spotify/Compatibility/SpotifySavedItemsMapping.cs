namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// Maps saving, removing and checking of items, once an operation for each kind of item, to <c>/me/library</c>, which
/// takes the URIs of all kinds, forty for each request.
/// </summary>
/// <param name="getKind">Gets the kind of the items from the query.</param>
/// <param name="idInPath">Null if the query or the body lists the ids.</param>
internal sealed class SpotifySavedItemsMapping(Func<string, string> getKind, string? idInPath = null)
    : ICompatibilityMapping
{
    private const int MaxUrisPerRequest = 40;
    private const int MaxIds = 200;

    public static string GetFollowedKind(string query) => SpotifyLegacyQuery.GetValue(query, "type") switch
    {
        "user" => "user",
        "artist" => "artist",
        _ => throw new UnmappableRequestException("type must be artist or user."),
    };

    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request)
    {
        var kind = getKind(request.Query);
        var ids = idInPath is not null ? [idInPath] : ReadIds(request);
        if (ids.Count is 0 or > MaxIds || !ids.All(idInPath is null ? IsId : IsPathSegment))
            throw new UnmappableRequestException($"ids must contain between 1 and {MaxIds} ids.");
        var path = HttpMethods.IsGet(request.Method) ? "/me/library/contains" : "/me/library";
        return
        [
            .. ids.Chunk(MaxUrisPerRequest).Select(chunk => new ApiRequest(
                request.Method, path,
                $"?uris={string.Join("%2C", chunk.Select(id => $"spotify%3A{kind}%3A{id}"))}",
                ReadOnlyMemory<byte>.Empty)),
        ];
    }

    public byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> responses)
    {
        // The response to a write holds no result that could be joined.
        if (!HttpMethods.IsGet(request.Method))
            return responses[^1];
        var joined = new List<byte>();
        foreach (var response in responses.Where(response => response.Length > 0))
        {
            foreach (var element in JsonNavigator.ReadElements(response, JsonNavigator.ReadRoot(response)))
                joined.AddRange([.. joined.Count == 0 ? "["u8 : ","u8, .. element.Slice(response)]);
        }

        return joined.Count == 0 ? responses[^1] : [.. joined, (byte)']'];
    }

    private static IReadOnlyList<string> ReadIds(ApiRequest request) =>
        SpotifyLegacyQuery.GetValue(request.Query, "ids") is { Length: > 0 } ids
            ? ids.Split(',', StringSplitOptions.TrimEntries)
            : SpotifyLegacyBody.ReadIds(request.Body);

    private static bool IsId(string text) => text.Length > 0 && text.All(IsIdCharacter);

    // The path was validated before, so its escapes are forwarded unchanged.
    private static bool IsPathSegment(string text) =>
        text.Length > 0 && text.All(character => IsIdCharacter(character) || character == '%')
        && !text.Contains("%2C", StringComparison.OrdinalIgnoreCase);

    private static bool IsIdCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
}
