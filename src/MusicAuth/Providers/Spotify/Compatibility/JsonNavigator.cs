using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Finds values in a JSON text without making a document of it.</summary>
internal static class JsonNavigator
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static JsonRange ReadRoot(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var root = ReadValue(ref reader, 0);
        if (reader.Read())
            throw new JsonException("Something follows the value.");
        return root;
    }

    /// <summary>The members of an object; none of anything else. Of two with one name, the last.</summary>
    public static Dictionary<string, JsonRange> ReadMembers(ReadOnlySpan<byte> json, JsonRange value)
    {
        var members = new Dictionary<string, JsonRange>(StringComparer.Ordinal);
        if (value.Kind is not JsonTokenType.StartObject)
            return members;
        var reader = new Utf8JsonReader(value.Slice(json));
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = ReadName(ref reader);
            reader.Read();
            members[name] = ReadValue(ref reader, value.From);
        }

        return members;
    }

    /// <summary>The elements of an array; none of anything else.</summary>
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

    /// <summary>The elements of an array that is a member of an object.</summary>
    public static List<JsonRange> ReadElements(ReadOnlySpan<byte> json, JsonRange value, string member) =>
        ReadMembers(json, value).TryGetValue(member, out var array) ? ReadElements(json, array) : [];

    /// <summary>A text; null where the value is none, or is no Unicode.</summary>
    public static string? ReadString(ReadOnlySpan<byte> json, JsonRange part)
    {
        if (part.Kind is not JsonTokenType.String)
            return null;
        var reader = new Utf8JsonReader(part.Slice(json));
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

    /// <summary>A whole number; null where the value is none.</summary>
    public static long? ReadInteger(ReadOnlySpan<byte> json, JsonRange part) =>
        part.Kind is JsonTokenType.Number
        && decimal.TryParse(part.Slice(json), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;

    /// <summary>A text as JSON writes it; slashes and ampersands stay plain.</summary>
    public static byte[] ToJsonString(string text) => JsonSerializer.SerializeToUtf8Bytes(text, Plain);

    // A name that is no Unicode is none of those that are looked for; the text goes on as it is.
    private static string ReadName(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static JsonRange ReadValue(ref Utf8JsonReader reader, int offset)
    {
        var (from, kind) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        return new JsonRange(offset + from, offset + (int)reader.BytesConsumed, kind);
    }
}
