using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Json;

/// <summary>
/// Reads a provider's JSON value by value. A value of an unexpected form is skipped and read as null; only text that is
/// not JSON throws a <see cref="JsonException"/>.
/// </summary>
/// <remarks>
/// Each method reads the value at the reader's position and moves to its end. If an object repeats a member,
/// <c>x = reader.ReadString() ?? x</c> keeps the last readable value.
/// </remarks>
internal ref struct LenientJsonReader
{
    // The largest integer that a double represents exactly; no count is larger.
    private const long MaxCount = 1L << 53;

    // No provider nests values so deeply; deeper nesting is an attack.
    private const int MaxDepth = 1_000;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("-0123456789"u8);

    private Utf8JsonReader _reader;

    public LenientJsonReader(ReadOnlySpan<byte> json)
    {
        var byteOrderMark = Encoding.UTF8.Preamble;
        _reader = new Utf8JsonReader(
            json.StartsWith(byteOrderMark) ? json[byteOrderMark.Length..] : json,
            new JsonReaderOptions { MaxDepth = MaxDepth });
        _reader.Read();
    }

    public readonly bool IsNull => _reader.TokenType is JsonTokenType.Null;

    public bool TryEnterObject() => TryEnter(JsonTokenType.StartObject);

    /// <summary>Moves to the next member's value; false at the end of the object.</summary>
    public bool TryReadMember(out ReadOnlySpan<byte> name)
    {
        name = default;
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.EndObject)
            return false;
        name = _reader.ValueIsEscaped
            ? Encoding.UTF8.GetBytes(JsonStringDecoder.Decode(_reader.ValueSpan, isEscaped: true))
            : _reader.ValueSpan;
        _reader.Read();
        return true;
    }

    /// <summary>Reads one member of an object and skips the others.</summary>
    public T? ReadMember<T>(scoped ReadOnlySpan<byte> name, JsonValueReader<T?> read)
    {
        T? value = default;
        if (!TryEnterObject())
            return value;
        while (TryReadMember(out var member))
        {
            if (!member.SequenceEqual(name)) Skip();
            else if (read(ref this) is { } found) value = found;
        }

        return value;
    }

    public bool TryEnterArray() => TryEnter(JsonTokenType.StartArray);

    /// <summary>Moves to the next element; false at the end of the array.</summary>
    public bool TryReadElement()
    {
        _reader.Read();
        return _reader.TokenType is not JsonTokenType.EndArray;
    }

    /// <summary>The elements of an array, null for each unreadable one; null if the value is not an array.</summary>
    public List<T?>? ReadList<T>(JsonValueReader<T?> read) where T : class
    {
        if (!TryEnterArray())
            return null;
        var list = new List<T?>();
        while (TryReadElement())
            list.Add(read(ref this));
        return list;
    }

    /// <summary>A string; a number is read as its digits.</summary>
    public string? ReadString()
    {
        if (_reader.TokenType is JsonTokenType.String)
            return JsonStringDecoder.Decode(_reader.ValueSpan, _reader.ValueIsEscaped);
        if (_reader.TokenType is JsonTokenType.Number)
            return Encoding.ASCII.GetString(_reader.ValueSpan);
        Skip();
        return null;
    }

    /// <summary>As <see cref="ReadString"/>, but null for an empty string.</summary>
    public string? ReadNonEmptyString() => ReadString() is { Length: > 0 } text ? text : null;

    /// <summary>An id, exact or null: two different ids must never become equal.</summary>
    public string? ReadId()
    {
        if (_reader.TokenType is JsonTokenType.Number)
            return _reader.ValueSpan.ContainsAnyExcept(Digits)
                ? ReadInteger()?.ToString(CultureInfo.InvariantCulture)
                : Encoding.ASCII.GetString(_reader.ValueSpan);
        return ReadNonEmptyString() is { } id && JsonStringDecoder.IsExact(id) ? id : null;
    }

    /// <summary>An integer, also written as 12.0 or "12".</summary>
    public long? ReadInteger()
    {
        if (_reader.TokenType is JsonTokenType.Number && _reader.TryGetInt64(out var number))
            return number;
        if (_reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
            return ParseInteger(_reader.ValueSpan);
        Skip();
        return null;
    }

    public long? ReadCount() => ReadInteger() is >= 0 and <= MaxCount and var count ? count : null;

    /// <summary>A boolean, also written as "true", 1, 0, "1" or "0".</summary>
    public bool? ReadBoolean()
    {
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _reader.GetBoolean();
        if (_reader.TokenType is JsonTokenType.String && bool.TryParse(ReadString(), out var value))
            return value;
        return ReadInteger() switch
        {
            0 => false,
            1 => true,
            _ => null,
        };
    }

    public JsonElement ReadElement() => JsonElement.ParseValue(ref _reader);

    public void Skip() => _reader.Skip();

    public void RequireEnd()
    {
        if (_reader.Read())
            throw new JsonException("More text follows the value.");
    }

    private bool TryEnter(JsonTokenType start)
    {
        if (_reader.TokenType == start)
            return true;
        Skip();
        return false;
    }

    internal static long? ParseInteger(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;
}
