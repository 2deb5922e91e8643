using System.Text;
using System.Text.Json;
using MusicAuth.Passthrough;

namespace MusicAuth.Providers.Spotify;

/// <summary>Bodies of requests as clients wrote them before 2026.</summary>
internal static class SpotifyBodies
{
    private static readonly string[] Lists = ["ids", "timestamped_ids"];

    /// <summary>Ids in a list, in a member <c>ids</c>, or with their times in <c>timestamped_ids</c>.</summary>
    public static IReadOnlyList<string> Ids(ReadOnlyMemory<byte> body)
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
            return list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(IdOf)] : [];
        }
        catch (JsonException)
        {
            throw NoJson();
        }
    }

    /// <summary>The body with a member under another name, unless that is there already.</summary>
    public static ReadOnlyMemory<byte> Renamed(ReadOnlySpan<byte> body, string before, string today)
    {
        if (body.IsEmpty)
            return ReadOnlyMemory<byte>.Empty;
        try
        {
            var members = JsonParts.Members(body, JsonParts.Root(body));
            if (!members.TryGetValue(before, out var list) || members.ContainsKey(today))
                return body.ToArray();
            var edits = new JsonEdits();
            edits.Insert(1, [.. "\""u8, .. Encoding.UTF8.GetBytes(today), .. "\":"u8, .. list.Of(body), .. ","u8]);
            return edits.Apply(body);
        }
        catch (JsonException)
        {
            throw NoJson();
        }
    }

    private static string IdOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Object when element.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String =>
            id.GetString()!,
        _ => "",
    };

    private static RawShapeException NoJson() => new("The body is not the JSON that this address takes.");
}
