using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Reads request bodies in the form that clients sent before 2026.</summary>
internal static class SpotifyLegacyBody
{
    private static readonly string[] IdMembers = ["ids", "timestamped_ids"];

    /// <summary>The ids of an array, or of the member <c>ids</c> or <c>timestamped_ids</c>.</summary>
    public static IReadOnlyList<string> ReadIds(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return [];
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var list = root.ValueKind is JsonValueKind.Object
                ? IdMembers.Select(name => root.TryGetProperty(name, out var ids) ? ids : default)
                    .FirstOrDefault(ids => ids.ValueKind is JsonValueKind.Array)
                : root;
            return list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(GetId)] : [];
        }
        // An unpaired surrogate causes an InvalidOperationException.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw InvalidJson();
        }
    }

    /// <summary>Copies a member to its current name, unless the body has a member of that name.</summary>
    public static ReadOnlyMemory<byte> CopyMember(ReadOnlyMemory<byte> body, string legacyName, string currentName)
    {
        if (body.IsEmpty)
            return body;
        try
        {
            var json = body.Span;
            var root = JsonNavigator.ReadRoot(json);
            var members = JsonNavigator.ReadMembers(json, root);
            if (!members.TryGetValue(legacyName, out var list) || members.ContainsKey(currentName))
                return body;
            var edits = new JsonEdits();
            edits.Insert(
                root.From + 1,
                [.. "\""u8, .. Encoding.UTF8.GetBytes(currentName), .. "\":"u8, .. list.Slice(json), .. ","u8]);
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

    private static UnmappableRequestException InvalidJson() =>
        new("The request body does not match the JSON that this endpoint expects.");
}
