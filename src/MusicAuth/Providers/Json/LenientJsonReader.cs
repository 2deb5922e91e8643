using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Json;

/// <summary>
/// Reads JSON that a provider sent, value by value. A value in a form that cannot be read is passed over and is null;
/// only a text that is no JSON at all throws a <see cref="JsonException"/>.
/// </summary>
/// <remarks>
/// A method reads the value at which the reader stands and leaves the reader at the end of it. Where an object has two
/// members of one name, <c>x = json.Text() ?? x</c> keeps the last one that can be read.
/// </remarks>
internal ref struct LenientJsonReader
{
    // The largest whole number up to which clients that count in doubles are exact; more is no count of anything.
    private const long LargestCount = 1L << 53;

    // Passing over costs nothing, however deep; but what is nested deeper is an attack and no oddity.
    private const int MaxDepth = 1_000;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("-0123456789"u8);

    private Utf8JsonReader _reader;

    public LenientJsonReader(ReadOnlySpan<byte> json)
    {
        var mark = Encoding.UTF8.Preamble;
        _reader = new Utf8JsonReader(
            json.StartsWith(mark) ? json[mark.Length..] : json, new JsonReaderOptions { MaxDepth = MaxDepth });
        _reader.Read();
    }

    public readonly bool IsNull => _reader.TokenType is JsonTokenType.Null;

    /// <summary>Enters an object; anything else is passed over.</summary>
    public bool TryEnterObject() => Enters(JsonTokenType.StartObject);

    /// <summary>Enters an array; anything else is passed over.</summary>
    public bool TryEnterArray() => Enters(JsonTokenType.StartArray);

    /// <summary>Goes to the value of the next member; false at the end of the object.</summary>
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

    /// <summary>Goes to the next element; false at the end of the array.</summary>
    public bool TryReadElement()
    {
        _reader.Read();
        return _reader.TokenType is not JsonTokenType.EndArray;
    }

    /// <summary>The elements of an array, null for each that cannot be read; null of anything else.</summary>
    public List<T?>? ReadList<T>(JsonValueReader<T> read) where T : class
    {
        if (!TryEnterArray())
            return null;
        var list = new List<T?>();
        while (TryReadElement())
            list.Add(read(ref this));
        return list;
    }

    /// <summary>A text; a number counts as its digits.</summary>
    public string? ReadString()
    {
        if (_reader.TokenType is JsonTokenType.String)
            return JsonStringDecoder.Decode(_reader.ValueSpan, _reader.ValueIsEscaped);
        if (_reader.TokenType is JsonTokenType.Number)
            return Encoding.ASCII.GetString(_reader.ValueSpan);
        Skip();
        return null;
    }

    /// <summary>An id, exact or null, since two ids must never become one. A number counts as its digits.</summary>
    public string? ReadId()
    {
        if (_reader.TokenType is JsonTokenType.Number)
            return _reader.ValueSpan.ContainsAnyExcept(Digits)
                ? ReadInteger()?.ToString(CultureInfo.InvariantCulture)
                : Encoding.ASCII.GetString(_reader.ValueSpan);
        return ReadString() is { Length: > 0 } id && JsonStringDecoder.IsExact(id) ? id : null;
    }

    /// <summary>A whole number, also as 12.0 or "12".</summary>
    public long? ReadInteger()
    {
        if (_reader.TokenType is JsonTokenType.Number)
            return _reader.TryGetInt64(out var number) ? number : ParseInteger(_reader.ValueSpan);
        if (_reader.TokenType is JsonTokenType.String)
            return ParseInteger(_reader.ValueSpan);
        Skip();
        return null;
    }

    /// <summary>A whole number that can count something.</summary>
    public long? ReadCount() => ReadInteger() is >= 0 and <= LargestCount and var count ? count : null;

    /// <summary>Yes or no, also as 1 and 0, as numbers or as texts.</summary>
    public bool? ReadBoolean()
    {
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _reader.GetBoolean();
        if (_reader.TokenType is JsonTokenType.String && bool.TryParse(ReadString(), out var flag))
            return flag;
        return ReadInteger() switch
        {
            0 => false,
            1 => true,
            _ => null,
        };
    }

    /// <summary>The value as it is, of any form.</summary>
    public JsonElement ReadElement() => JsonElement.ParseValue(ref _reader);

    public void Skip() => _reader.Skip();

    /// <summary>Throws where anything follows the value.</summary>
    public void RequireEnd()
    {
        if (_reader.Read())
            throw new JsonException("Something follows the value.");
    }

    private bool Enters(JsonTokenType start)
    {
        if (_reader.TokenType == start)
            return true;
        Skip();
        return false;
    }

    private static long? ParseInteger(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;
}
