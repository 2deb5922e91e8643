using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Bodies of requests as clients wrote them before 2026.</summary>
internal static class SpotifyLegacyBody
{
    private static readonly string[] Lists = ["ids", "timestamped_ids"];

    /// <summary>Ids in a list, in a member <c>ids</c>, or with their times in <c>timestamped_ids</c>.</summary>
    public static IReadOnlyList<string> ReadIds(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return [];
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var list = root.ValueKind is JsonValueKind.Object
                ? Lists.Select(name => root.TryGetProperty(name, out var ids) ? ids : default)
                    .FirstOrDefault(ids => ids.ValueKind is JsonValueKind.Array)
                : root;
            return list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(GetId)] : [];
        }
        // The latter for text that is no Unicode, as half a surrogate pair.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw InvalidJson();
        }
    }

    /// <summary>The body with a member under another name, unless that is there already.</summary>
    public static ReadOnlyMemory<byte> RenameMember(ReadOnlyMemory<byte> body, string before, string today)
    {
        if (body.IsEmpty)
            return body;
        try
        {
            var json = body.Span;
            var root = JsonNavigator.ReadRoot(json);
            var members = JsonNavigator.ReadMembers(json, root);
            if (!members.TryGetValue(before, out var list) || members.ContainsKey(today))
                return body;
            var edits = new JsonEdits();
            // White space may come before the brace.
            edits.Insert(
                root.From + 1, [.. "\""u8, .. Encoding.UTF8.GetBytes(today), .. "\":"u8, .. list.Slice(json), .. ","u8]);
            return edits.Apply(json);
        }
        catch (JsonException)
        {
            throw InvalidJson();
        }
    }

    private static string GetId(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Object when element.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String =>
            id.GetString()!,
        _ => "",
    };

    private static UnmappableRequestException InvalidJson() => new("The request body does not match the JSON that this "
        + "endpoint expects.");
}
