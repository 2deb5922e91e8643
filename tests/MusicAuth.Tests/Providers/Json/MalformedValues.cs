using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MusicAuth.Tests.Providers.Json;

/// <summary>Values that a reader does not expect, and responses with one of them.</summary>
internal static class MalformedValues
{
    private const string Placeholder = "odd-value-stands-here";

    /// <summary>The bytes of each value, by its name.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>(
        StringComparer.Ordinal)
    {
        ["null"] = "null"u8.ToArray(),
        ["object"] = "{}"u8.ToArray(),
        ["list"] = "[]"u8.ToArray(),
        ["text"] = "\"x\""u8.ToArray(),
        ["empty text"] = "\"\""u8.ToArray(),
        ["fraction"] = "1.5"u8.ToArray(),
        ["number beyond all"] = "1e400"u8.ToArray(),
        ["number beyond 64 bits"] = "123456789012345678901234567890"u8.ToArray(),
        ["true"] = "true"u8.ToArray(),
        ["false"] = "false"u8.ToArray(),
        ["negative"] = "-1"u8.ToArray(),
        ["half a surrogate pair"] = "\"a\\ud83d\""u8.ToArray(),
        ["surrogates in the wrong order"] = "\"\\ude00\\ud83d\""u8.ToArray(),
        ["cut UTF-8"] = [(byte)'"', (byte)'Z', 0xc3, (byte)'"'],
        ["bytes that are no UTF-8"] = [(byte)'"', 0xff, 0xfe, 0xed, 0xa0, 0x80, (byte)'"'],
        ["cut UTF-8 before an escape"] = [(byte)'"', 0xf0, 0x9f, .. "\\n\\u0000\\\\\""u8],
        ["deep lists"] = Encoding.ASCII.GetBytes(new string('[', 900) + new string(']', 900)),
        ["deep objects"] = Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("{\"id\":", 500)) + "1" + new string('}', 500)),
        ["two members of one name"] = "{\"id\":{},\"id\":[],\"total\":1,\"total\":{}}"u8.ToArray(),
        ["a name that is no text"] = "{\"na\\ud83dme\":1,\"i\\ude00d\":[]}"u8.ToArray(),
        ["list of odd things"] = "[null,false,[],{},\"x\",1e400,{\"name\":{},\"url\":5,\"width\":\"x\"}]"u8.ToArray(),
    };

    /// <summary>The paths of all values. A path consists of member names and indexes.</summary>
    public static IEnumerable<string[]> PathsIn(JsonNode? node)
    {
        IEnumerable<(string Name, JsonNode? Value)> parts = node switch
        {
            JsonObject form => form.Select(pair => (pair.Key, pair.Value)),
            JsonArray list => list.Select((value, i) => ($"{i}", value)),
            _ => [],
        };
        foreach (var (name, value) in parts.ToList())
        {
            yield return [name];
            foreach (var deeper in PathsIn(value))
                yield return [name, .. deeper];
        }
    }

    /// <summary>Replaces the value at a path by other bytes.</summary>
    public static byte[] Put(JsonNode response, IReadOnlyList<string> path, ReadOnlySpan<byte> value)
    {
        var copy = response.DeepClone();
        var parent = path.Take(path.Count - 1).Aggregate(copy, (node, name) => ChildOf(node, name)!);
        if (parent is JsonArray list)
            list[int.Parse(path[^1])] = Placeholder;
        else
            parent[path[^1]] = Placeholder;
        var text = JsonSerializer.SerializeToUtf8Bytes(copy);
        var at = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\"{Placeholder}\""));
        return [.. text[..at], .. value, .. text[(at + Placeholder.Length + 2)..]];
    }

    private static JsonNode? ChildOf(JsonNode node, string name) =>
        node is JsonArray list ? list[int.Parse(name)] : node[name];
}
