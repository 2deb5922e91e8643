using System.Globalization;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>A request below /v1 and its caller.</summary>
internal sealed class SpotifyCall(HttpContext context, SandboxState state)
{
    public SandboxState State => state;

    public HttpRequest Request => context.Request;

    public SpotifyCaller Caller { get; } = (SpotifyCaller)context.Items[typeof(SpotifyCaller)]!;

    public SandboxUser User => Caller.User!;

    public string? Id => context.Request.RouteValues["id"] as string;

    public string Api => $"{Request.Scheme}://{Request.Host}/spotify/v1";

    public SpotifyResponseBodies Responses => new(Api, state.Faults.Plan.SpotifyAliases ?? true);

    public SpotifyLibrary Library => new(Responses, state.Users);

    public string Query(string name) => Request.Query[name].ToString();

    public bool Has(string scope) => Caller.Scopes.Contains(scope);

    /// <summary>A playlist that is public or belongs to the caller.</summary>
    public Playlist? FindPlaylist() => FindPlaylist(Id);

    public Playlist? FindPlaylist(string? id)
    {
        if (!Ids.TryRead(id, IdKind.Playlist, out var number, out var index)) return null;
        if (state.Users.ByNumber(number) is not { } owner || !owner.Spotify.Holds(index)) return null;
        var playlist = owner.SpotifyPlaylist(index);
        return playlist.Public || owner == Caller.User ? playlist : null;
    }

    /// <summary>Adds an ETag of the bytes. The response is a 304 if the request contains the same tag.</summary>
    public ByteResult Tagged(ByteResult answer) => answer.WithETag(Request.Headers.IfNoneMatch.ToString());

    public ByteResult Page(
        string path, int total, Action<JsonArray, int> add, int defaultLimit = 20, int maxLimit = 50) =>
        TryPage(path, total, add, defaultLimit, maxLimit, out var page, out var refusal)
            ? ByteResult.Json(page)
            : refusal!;

    public bool TryPage(
        string path, int total, Action<JsonArray, int> add, int defaultLimit, int maxLimit, out JsonObject? page,
        out ByteResult? refusal)
    {
        (page, refusal) = (null, null);
        if (!TryNumber("limit", defaultLimit, 1, maxLimit, out var limit))
            refusal = SpotifyErrors.Of(400, "Invalid limit");
        else if (!TryNumber("offset", 0, 0, 100_000, out var offset))
            refusal = SpotifyErrors.Of(400, "Invalid offset");
        else if (context.ListFaults().FailureAt(offset, total) is { } failure)
            refusal = failure;
        else
            page = PageAt(path, total, context.ListFaults().BeginOf(offset), limit, add, context.ListFaults());
        return page is not null;
    }

    public JsonObject PageAt(
        string path, int total, int offset, int limit, Action<JsonArray, int> add, ListFaults? faults = null)
    {
        var items = new JsonArray();
        for (var position = offset; position < Math.Min(total, offset + limit); position++) add(items, position);
        faults?.Fill(items, limit, total, add);
        var url = Api + path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        return new()
        {
            ["href"] = $"{url}offset={offset}&limit={limit}",
            ["items"] = items,
            ["limit"] = limit,
            ["next"] = offset + limit < total ? $"{url}offset={offset + limit}&limit={limit}" : null,
            ["offset"] = offset,
            ["previous"] = offset > 0 ? $"{url}offset={Math.Max(0, offset - limit)}&limit={limit}" : null,
            ["total"] = total,
        };
    }

    public bool TryNumber(string name, int defaultValue, int min, int max, out int value)
    {
        value = defaultValue;
        return !Request.Query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                && value >= min && value <= max);
    }
}
