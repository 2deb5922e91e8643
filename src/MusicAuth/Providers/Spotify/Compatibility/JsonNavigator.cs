using System.Text.Encodings.Web;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Finds values in a JSON text by position, so that edits leave the rest of the text unchanged.</summary>
internal static class JsonNavigator
{
    private static readonly JsonSerializerOptions RelaxedEscaping = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonRange ReadRoot(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var root = ReadValue(ref reader, 0);
        if (reader.Read())
            throw new JsonException("More text follows the value.");
        return root;
    }

    /// <summary>The members of an object, the last one for a repeated name; empty for any other value.</summary>
    public static Dictionary<string, JsonRange> ReadMembers(ReadOnlySpan<byte> json, JsonRange value)
    {
        var members = new Dictionary<string, JsonRange>(StringComparer.Ordinal);
        if (value.Kind is not JsonTokenType.StartObject)
            return members;
        var reader = new Utf8JsonReader(value.Slice(json));
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = JsonStringDecoder.Decode(reader.ValueSpan, reader.ValueIsEscaped);
            reader.Read();
            members[name] = ReadValue(ref reader, value.From);
        }

        return members;
    }

    /// <summary>The elements of an array; empty for any other value.</summary>
    public static List<JsonRange> ReadElements(ReadOnlySpan<byte> json, JsonRange value)
    {
        var elements = new List<JsonRange>();
        if (value.Kind is not JsonTokenType.StartArray)
            return elements;
        var reader = new Utf8JsonReader(value.Slice(json));
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            elements.Add(ReadValue(ref reader, value.From));
        return elements;
    }

    public static List<JsonRange> ReadElements(ReadOnlySpan<byte> json, JsonRange value, string member) =>
        ReadMembers(json, value).TryGetValue(member, out var array) ? ReadElements(json, array) : [];

    /// <summary>Null if the value is not a string, or not valid Unicode.</summary>
    public static string? ReadString(ReadOnlySpan<byte> json, JsonRange range)
    {
        if (range.Kind is not JsonTokenType.String)
            return null;
        var reader = new Utf8JsonReader(range.Slice(json));
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null if the value is not an integer.</summary>
    public static long? ReadInteger(ReadOnlySpan<byte> json, JsonRange range) =>
        range.Kind is JsonTokenType.Number ? LenientJsonReader.ParseInteger(range.Slice(json)) : null;

    // Slashes and ampersands stay unescaped, as Spotify writes them.
    public static byte[] ToJsonString(string text) => JsonSerializer.SerializeToUtf8Bytes(text, RelaxedEscaping);

    private static JsonRange ReadValue(ref Utf8JsonReader reader, int offset)
    {
        var (from, kind) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        return new JsonRange(offset + from, offset + (int)reader.BytesConsumed, kind);
    }
}
