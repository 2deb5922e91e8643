using MusicAuth.Passthrough;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Which operations clients of before and after February 2026 know by different names (PROVIDERS, section 1.6).
/// </summary>
public static class SpotifyShapes
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["tracks"] = "track",
        ["albums"] = "album",
        ["episodes"] = "episode",
        ["shows"] = "show",
        ["audiobooks"] = "audiobook",
    };

    /// <summary>Null where the operation is the same for everybody.</summary>
    public static IRawShape? Of(string method, string path, string baseUrl)
    {
        var reads = HttpMethods.IsGet(method);
        var saves = HttpMethods.IsPut(method) || HttpMethods.IsDelete(method);
        return path.Trim('/').Split('/') switch
        {
            ["playlists", var id, "tracks"] => EntriesOf(method, id),
            ["playlists", _, "items"] when reads => new SpotifyReadShape(SpotifyAliases.OfEntries),
            ["playlists", _] when reads => new SpotifyReadShape(SpotifyAliases.OfPlaylist),
            ["me", "playlists"] when reads => new SpotifyReadShape((json, drop) =>
                SpotifyAliases.OfPlaylists(json, null, drop, link => AtHome(link, baseUrl))),
            ["me", "playlists"] when HttpMethods.IsPost(method) => new SpotifyReadShape(SpotifyAliases.OfPlaylist),
            ["users", _, "playlists"] when HttpMethods.IsPost(method) =>
                new SpotifyReadShape(SpotifyAliases.OfPlaylist, "/me/playlists"),
            ["search"] when reads => new SpotifyReadShape((json, drop) =>
                SpotifyAliases.OfPlaylists(json, "playlists", drop, link: null)),
            ["me", var kind] when saves && Kinds.TryGetValue(kind, out var one) => new SpotifyLibraryShape(_ => one),
            ["me", "following"] when saves => new SpotifyLibraryShape(SpotifyLibraryShape.TypeIn),
            ["me", var kind, "contains"] when reads && Kinds.TryGetValue(kind, out var one) =>
                new SpotifyLibraryShape(_ => one),
            ["me", "following", "contains"] when reads => new SpotifyLibraryShape(SpotifyLibraryShape.TypeIn),
            ["playlists", var id, "followers"] when saves => new SpotifyLibraryShape(_ => "playlist", id),
            ["playlists", var id, "followers", "contains"] when reads => new SpotifyLibraryShape(_ => "playlist", id),
            _ => null,
        };
    }

    private static IRawShape? EntriesOf(string method, string id)
    {
        var path = $"/playlists/{id}/items";
        return HttpMethods.IsGet(method) ? new SpotifyPagesShape(path)
            : HttpMethods.IsDelete(method) ? new SpotifyRemovalShape(path)
            : new SpotifyReadShape((json, _) => json.ToArray(), path);
    }

    // The links of this page lead to /users/{id}/playlists, which is gone.
    private static string AtHome(string link, string baseUrl)
    {
        var users = baseUrl + "/users/";
        var query = link.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? mark : link.Length;
        return link.StartsWith(users, StringComparison.Ordinal)
            && link[..query].EndsWith("/playlists", StringComparison.Ordinal)
                ? $"{baseUrl}/me/playlists{link[query..]}"
                : link;
    }
}

internal delegate byte[] Reshaping(ReadOnlySpan<byte> json, bool dropNulls);

/// <summary>One request, elsewhere perhaps, whose answer gets both names.</summary>
internal sealed class SpotifyReadShape(Reshaping reshape, string? path = null) : IRawShape
{
    public IReadOnlyList<RawRequest> Requests(RawRequest request) =>
    [
        request with
        {
            Path = path ?? request.Path,
            Query = HttpMethods.IsGet(request.Method) ? SpotifyQuery.Today(request.Query) : request.Query,
        },
    ];

    public ReadOnlyMemory<byte>? Reshape(ReadOnlySpan<byte> json, RawAnswerWish wish) =>
        reshape(json, wish.DropNulls);

    public byte[] Join(RawRequest request, IReadOnlyList<byte[]> answers) => answers[^1];
}

/// <summary>Removing entries: the list in the body has another name today.</summary>
internal sealed class SpotifyRemovalShape(string path) : IRawShape
{
    public IReadOnlyList<RawRequest> Requests(RawRequest request) =>
        [request with { Path = path, Body = SpotifyBodies.Renamed(request.Body, "tracks", "items") }];

    public ReadOnlyMemory<byte>? Reshape(ReadOnlySpan<byte> json, RawAnswerWish wish) => null;

    public byte[] Join(RawRequest request, IReadOnlyList<byte[]> answers) => answers[^1];
}
