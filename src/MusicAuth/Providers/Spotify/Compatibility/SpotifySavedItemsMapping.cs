namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// Saving, removing and asking by kind and ids, as it was; today it is one address for all kinds, by URIs, forty at a
/// time.
/// </summary>
/// <param name="kindOf">What the ids are of, from the query.</param>
/// <param name="id">The one id that the path names; null where query or body name them.</param>
internal sealed class SpotifySavedItemsMapping(Func<string, string> kindOf, string? id = null) : ICompatibilityMapping
{
    private const int MaxUrisPerRequest = 40;
    private const int MaxIds = 200;

    /// <summary><c>type=artist</c> or <c>type=user</c>.</summary>
    public static string GetFollowedKind(string query) => SpotifyLegacyQuery.GetValue(query, "type") switch
    {
        "user" => "user",
        "artist" => "artist",
        _ => throw Invalid("type must be artist or user."),
    };

    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request)
    {
        var kind = kindOf(request.Query);
        var ids = id is not null ? [id] : ReadIds(request);
        if (ids.Count is 0 or > MaxIds || !ids.All(id is null ? IsId : IsSegment))
            throw Invalid($"ids must contain between 1 and {MaxIds} ids.");
        var path = HttpMethods.IsGet(request.Method) ? "/me/library/contains" : "/me/library";
        return
        [
            .. ids.Chunk(MaxUrisPerRequest).Select(some => new ApiRequest(
                request.Method, path,
                $"?uris={string.Join("%2C", some.Select(one => $"spotify%3A{kind}%3A{one}"))}",
                ReadOnlyMemory<byte>.Empty)),
        ];
    }

    public ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, MappingOptions wish) => null;

    /// <summary>Lists of yes and no become one; of writes the last answer is as good as any.</summary>
    public byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> answers)
    {
        // What a write answers is its provider's affair: a word, or nothing.
        if (!HttpMethods.IsGet(request.Method))
            return answers[^1];
        var joined = new List<byte>();
        foreach (var answer in answers)
        {
            foreach (var element in JsonNavigator.ReadElements(answer, answer.Length == 0 ? default : JsonNavigator.ReadRoot(answer)))
                joined.AddRange([.. joined.Count == 0 ? "["u8 : ","u8, .. element.Slice(answer)]);
        }

        return joined.Count == 0 ? answers[^1] : [.. joined, (byte)']'];
    }

    private static IReadOnlyList<string> ReadIds(ApiRequest request)
    {
        return SpotifyLegacyQuery.GetValue(request.Query, "ids") is { Length: > 0 } query
            ? query.Split(',', StringSplitOptions.TrimEntries)
            : SpotifyLegacyBody.ReadIds(request.Body);
    }

    private static bool IsId(string text) => text.Length > 0 && text.All(IsIdCharacter);

    // As it stood in the path, where the address has been judged already: its escapes go on as they are.
    private static bool IsSegment(string text) =>
        text.Length > 0 && text.All(one => IsIdCharacter(one) || one == '%')
        && !text.Contains("%2C", StringComparison.OrdinalIgnoreCase);

    private static bool IsIdCharacter(char one) => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.';

    private static UnmappableRequestException Invalid(string sentence) => new(sentence);
}
