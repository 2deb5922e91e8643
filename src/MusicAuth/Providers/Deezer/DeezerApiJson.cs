using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MusicAuth.Providers.Deezer;

internal interface IDeezerAnswer
{
    JsonElement Error { get; }
}

internal sealed record DeezerPage<T> : IDeezerAnswer where T : class
{
    public JsonElement Error { get; init; }
    public IReadOnlyList<T?>? Data { get; init; }
    public int? Total { get; init; }

    /// <summary>Carries the user's access token: good for its index, then thrown away.</summary>
    public string? Next { get; init; }
}

internal sealed record DeezerPlaylist
{
    [JsonConverter(typeof(DeezerIdConverter))]
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public bool? Public { get; init; }
    public bool? IsLovedTrack { get; init; }
    public bool? Collaborative { get; init; }
    public int? NbTracks { get; init; }
    public string? Link { get; init; }
    public string? Checksum { get; init; }
    public string? PictureBig { get; init; }
    public string? PictureXl { get; init; }
    public string? PictureMedium { get; init; }
    public string? PictureSmall { get; init; }

    [JsonConverter(typeof(DeezerObjectConverter<DeezerPerson>))]
    public DeezerPerson? Creator { get; init; }
}

internal sealed record DeezerPerson
{
    [JsonConverter(typeof(DeezerIdConverter))]
    public string? Id { get; init; }
    public string? Name { get; init; }
}

internal sealed record DeezerAlbum
{
    [JsonConverter(typeof(DeezerIdConverter))]
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? CoverBig { get; init; }
    public string? CoverXl { get; init; }
    public string? CoverMedium { get; init; }
    public string? CoverSmall { get; init; }
}

internal sealed record DeezerTrack
{
    [JsonConverter(typeof(DeezerIdConverter))]
    public string? Id { get; init; }
    public string? Title { get; init; }
    public bool? Readable { get; init; }
    public bool? ExplicitLyrics { get; init; }
    public string? Isrc { get; init; }
    public string? Link { get; init; }
    public long? Duration { get; init; }
    public long? TimeAdd { get; init; }

    [JsonConverter(typeof(DeezerObjectConverter<DeezerPerson>))]
    public DeezerPerson? Artist { get; init; }

    [JsonConverter(typeof(DeezerObjectConverter<DeezerAlbum>))]
    public DeezerAlbum? Album { get; init; }
}

/// <summary>Ids are numbers, now and then written as strings.</summary>
internal sealed class DeezerIdConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when reader.TryGetInt64(out var number) =>
                number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => throw new JsonException("An id is neither a number nor a string."),
        };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>An absent object may be written as an empty list, as PHP does.</summary>
internal sealed class DeezerObjectConverter<T> : JsonConverter<T?> where T : class
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.StartObject)
            return JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(DeezerPage<DeezerPlaylist>))]
[JsonSerializable(typeof(DeezerPage<DeezerTrack>))]
internal sealed partial class DeezerApiJson : JsonSerializerContext;
