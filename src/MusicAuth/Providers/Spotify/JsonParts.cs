using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify;

/// <summary>Where a value stands in a JSON text.</summary>
internal readonly record struct JsonPart(int From, int To, JsonTokenType Kind)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json) => json[From..To];
}

/// <summary>Finds values in a JSON text without making a document of it.</summary>
internal static class JsonParts
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static JsonPart Root(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var root = Value(ref reader, 0);
        if (reader.Read())
            throw new JsonException("Something follows the value.");
        return root;
    }

    /// <summary>The members of an object; none of anything else. Of two with one name, the last.</summary>
    public static Dictionary<string, JsonPart> Members(ReadOnlySpan<byte> json, JsonPart value)
    {
        var members = new Dictionary<string, JsonPart>(StringComparer.Ordinal);
        if (value.Kind is not JsonTokenType.StartObject)
            return members;
        var reader = new Utf8JsonReader(value.Of(json));
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            members[name] = Value(ref reader, value.From);
        }

        return members;
    }

    /// <summary>The elements of an array; none of anything else.</summary>
    public static List<JsonPart> Elements(ReadOnlySpan<byte> json, JsonPart value)
    {
        var elements = new List<JsonPart>();
        if (value.Kind is not JsonTokenType.StartArray)
            return elements;
        var reader = new Utf8JsonReader(value.Of(json));
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            elements.Add(Value(ref reader, value.From));
        return elements;
    }

    /// <summary>The elements of an array that is a member of an object.</summary>
    public static List<JsonPart> Elements(ReadOnlySpan<byte> json, JsonPart value, string member) =>
        Members(json, value).TryGetValue(member, out var array) ? Elements(json, array) : [];

    /// <summary>A text; null where the value is none, or is no Unicode.</summary>
    public static string? TextOf(ReadOnlySpan<byte> json, JsonPart part)
    {
        if (part.Kind is not JsonTokenType.String)
            return null;
        var reader = new Utf8JsonReader(part.Of(json));
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
    public static long? NumberOf(ReadOnlySpan<byte> json, JsonPart part) =>
        part.Kind is JsonTokenType.Number
        && decimal.TryParse(part.Of(json), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;

    /// <summary>A text as JSON writes it; slashes and ampersands stay plain.</summary>
    public static byte[] Quoted(string text) => JsonSerializer.SerializeToUtf8Bytes(text, Plain);

    // A name that is no Unicode is none of those that are looked for; the text goes on as it is.
    private static string NameOf(ref Utf8JsonReader reader)
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

    private static JsonPart Value(ref Utf8JsonReader reader, int offset)
    {
        var (from, kind) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        return new JsonPart(offset + from, offset + (int)reader.BytesConsumed, kind);
    }
}

/// <summary>Changes to a JSON text: at a place, something goes and something else comes.</summary>
internal sealed class JsonEdits
{
    private readonly List<(int At, int Length, byte[] Text)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    public void Insert(int at, params ReadOnlySpan<byte> text) => _edits.Add((at, 0, text.ToArray()));

    public void Replace(JsonPart part, ReadOnlySpan<byte> text) =>
        _edits.Add((part.From, part.To - part.From, text.ToArray()));

    /// <summary>Leaves elements of an array out, with their commas.</summary>
    public void Drop(IReadOnlyList<JsonPart> elements, Func<JsonPart, bool> isDropped)
    {
        for (var i = 0; i < elements.Count; i++)
        {
            if (!isDropped(elements[i]))
                continue;
            var end = i;
            while (end + 1 < elements.Count && isDropped(elements[end + 1]))
                end++;
            var from = end + 1 == elements.Count && i > 0 ? elements[i - 1].To : elements[i].From;
            var to = end + 1 < elements.Count ? elements[end + 1].From : elements[end].To;
            _edits.Add((from, to - from, []));
            i = end;
        }
    }

    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + _edits.Sum(edit => edit.Text.Length) + 1);
        var at = 0;
        foreach (var (place, length, text) in _edits.OrderBy(edit => edit.At))
        {
            output.Write(json[at..place]);
            output.Write(text);
            at = place + length;
        }

        output.Write(json[at..]);
        return output.WrittenSpan.ToArray();
    }
}
