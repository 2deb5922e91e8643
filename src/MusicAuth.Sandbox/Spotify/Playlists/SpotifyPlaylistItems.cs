using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>Adds, replaces, moves and removes the items of a playlist.</summary>
internal static class SpotifyPlaylistItems
{
    private const int MaxItems = 100;

    public static ByteResult Add(SpotifyCall call, Playlist playlist, JsonElement body)
    {
        if (Read(call, body, out var additions) is { } refusal) return refusal;
        if (additions.Count == 0) return SpotifyErrors.Of(400, "No uris provided");
        var position = playlist.SongCount;
        if (call.Request.Query.ContainsKey("position"))
        {
            if (!int.TryParse(call.Query("position"), NumberStyles.None, CultureInfo.InvariantCulture, out position))
                return OutOfBounds;
        }
        else if (body.TryGetProperty("position", out var wanted) && !TryNumber(wanted, out position))
        {
            return OutOfBounds;
        }

        if (position > playlist.SongCount) return OutOfBounds;
        return Edit(playlist, 201, lines => lines.InsertRange(Math.Min(position, lines.Count), additions));
    }

    public static ByteResult Put(SpotifyCall call, Playlist playlist, JsonElement body)
    {
        var replaces = call.Request.Query.ContainsKey("uris") || body.TryGetProperty("uris", out _);
        var moves = body.TryGetProperty("range_start", out var start);
        if (replaces == moves) return SpotifyErrors.Of(400, "Either uris or range_start is needed");
        if (moves) return Move(playlist, start, body);
        return Read(call, body, out var additions) ?? Edit(playlist, 200, lines =>
        {
            lines.Clear();
            lines.AddRange(additions);
        });
    }

    public static ByteResult Remove(Playlist playlist, JsonElement body)
    {
        if (!body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            return SpotifyErrors.Of(400, "Missing required field: items");
        if (items.GetArrayLength() > MaxItems) return TooMany;
        var removed = new List<SpotifyUri>();
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("uri", out var text)
                || text.ValueKind != JsonValueKind.String || !SpotifyUri.TryRead(text.GetString()!, out var uri))
                return Invalid(item.ToString());
            removed.Add(uri);
        }

        return Edit(playlist, 200, lines =>
            lines.RemoveAll(line => removed.Exists(uri => Holds(playlist, line, uri))));
    }

    private static ByteResult Move(Playlist playlist, JsonElement start, JsonElement body)
    {
        var length = 1;
        if (!TryNumber(start, out var from) || !body.TryGetProperty("insert_before", out var before)
            || !TryNumber(before, out var to)
            || (body.TryGetProperty("range_length", out var wanted) && !TryNumber(wanted, out length)))
            return SpotifyErrors.Of(400, "Invalid range");
        if (length == 0 || from + length > playlist.SongCount || to > playlist.SongCount) return OutOfBounds;
        return Edit(playlist, 200, lines =>
        {
            // A range is not moved if its new position is inside it.
            if (to >= from && to <= from + length) return;
            var moved = lines.GetRange(from, length);
            lines.RemoveRange(from, length);
            lines.InsertRange(to > from ? to - length : to, moved);
        });
    }

    private static ByteResult Edit(Playlist playlist, int status, Action<List<ListEntry>> change)
    {
        var edit = playlist.Owner.Spotify.ChangePlaylist(
            playlist, before => before with { Songs = before.Songs.Change(change) });
        return SpotifyPlaylistWrites.Snapshot(playlist, edit, status);
    }

    private static ByteResult? Read(SpotifyCall call, JsonElement body, out List<ListEntry> additions)
    {
        additions = [];
        string?[] texts;
        if (call.Request.Query.ContainsKey("uris")) texts = SpotifyUri.Split(call.Query("uris"));
        else if (!body.TryGetProperty("uris", out var uris)) texts = [];
        else if (uris.ValueKind != JsonValueKind.Array) return Invalid(uris.ToString());
        else texts = [.. uris.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.String
            ? each.GetString()
            : null)];
        if (texts.Length > MaxItems) return TooMany;
        foreach (var text in texts)
        {
            if (text is null || !SpotifyUri.TryRead(text, out var uri) || uri.Kind is not ("track" or "episode"))
                return Invalid(text);
            additions.Add(new(-1, uri.AsAddition(call.State.Clock.GetUtcNow())));
        }

        return null;
    }

    private static bool Holds(Playlist playlist, ListEntry line, SpotifyUri uri)
    {
        var kind = line.Added?.Kind
            ?? (playlist.Owner.HasAnomalies && line.Origin % 6 == 2 ? IdKind.Episode : IdKind.Track);
        return uri.Kind == (kind == IdKind.Episode ? "episode" : "track")
            && playlist.SongAt(line).Index == uri.Index;
    }

    private static bool TryNumber(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number >= 0;
    }

    private static ByteResult OutOfBounds => SpotifyErrors.Of(400, "Index out of bounds.");

    private static ByteResult TooMany => SpotifyErrors.Of(400, "You can add a maximum of 100 tracks per request.");

    private static ByteResult Invalid(string? text) =>
        SpotifyErrors.Of(400, $"JSON body contains an invalid track uri: {text}");
}
