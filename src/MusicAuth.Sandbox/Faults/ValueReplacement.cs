using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Faults;

/// <summary>Replaces one value of a JSON response by any text, valid JSON or not.</summary>
internal static class ValueReplacement
{
    private const string Placeholder = "sandbox-odd-value";

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Put(byte[] body, FaultRule rule)
    {
        if (rule.Member is not { Length: > 0 } member || Parse(body) is not { } root) return body;
        var names = member.Split('.');
        var parent = names[..^1].Aggregate<string, JsonNode?>(root, Child);
        if (!TrySet(parent, names[^1])) return body;
        var text = JsonSerializer.SerializeToUtf8Bytes(root, Plain);
        var at = text.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{Placeholder}\""));
        return [.. text[..at], .. RawOf(rule), .. text[(at + Placeholder.Length + 2)..]];
    }

    private static byte[] RawOf(FaultRule rule) =>
        rule.Hex is { } hex ? Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))
        : Encoding.UTF8.GetBytes(rule.Text ?? rule.Value?.GetRawText() ?? "null");

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Child(JsonNode? node, string name) => node switch
    {
        JsonArray array when int.TryParse(name, out var at) && at >= 0 && at < array.Count => array[at],
        JsonObject form => form[name],
        _ => null,
    };

    private static bool TrySet(JsonNode? parent, string name)
    {
        if (parent is JsonArray array && int.TryParse(name, out var at) && at >= 0 && at < array.Count)
            array[at] = Placeholder;
        else if (parent is JsonObject form)
            form[name] = Placeholder;
        else
            return false;
        return true;
    }
}
