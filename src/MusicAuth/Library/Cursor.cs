using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using MusicAuth.Access;

namespace MusicAuth.Library;

/// <summary>Where a walk over a list stands.</summary>
/// <param name="List">Which list, playlist included.</param>
/// <param name="Filter">The one source that was asked for, null for all.</param>
/// <param name="Sources">All asked sources, in order.</param>
internal sealed record Cursor(string List, string? Filter, IReadOnlyList<SourceState> Sources);

/// <summary>Seals cursors, each for its user.</summary>
public sealed class CursorSeal(IDataProtectionProvider protection)
{
    private const int Longest = 4096;

    private readonly UserSeal _seal = new(protection, "MusicAuth.Library.Cursor", Longest);

    internal string Seal(Guid userId, Cursor cursor) => _seal.Seal(userId, JsonSerializer.SerializeToUtf8Bytes(
        SealedCursor.From(cursor), SealedCursorJson.Default.SealedCursor));

    /// <summary>Null for anything that was not sealed for this user.</summary>
    internal Cursor? Open(Guid userId, string text)
    {
        try
        {
            return _seal.Open(userId, text) is { } json
                ? JsonSerializer.Deserialize(json, SealedCursorJson.Default.SealedCursor)?.ToCursor()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record SealedCursor(
    [property: JsonPropertyName("l")] string List,
    [property: JsonPropertyName("f")] string? Filter,
    [property: JsonPropertyName("s")] IReadOnlyList<SealedSource> Sources)
{
    public static SealedCursor From(Cursor cursor) =>
        new(cursor.List, cursor.Filter, [.. cursor.Sources.Select(SealedSource.From)]);

    public Cursor ToCursor() => new(List, Filter, [.. Sources.Select(source => source.ToState())]);
}

internal sealed record SealedSource(
    [property: JsonPropertyName("p")] string Provider,
    [property: JsonPropertyName("o")] long? Offset,
    [property: JsonPropertyName("k")] int Skip,
    [property: JsonPropertyName("t")] long? Total,
    [property: JsonPropertyName("a")] long? FetchedAt,
    [property: JsonPropertyName("c")] string? Code,
    [property: JsonPropertyName("r")] string? Reason,
    [property: JsonPropertyName("w")] long? RetryAt,
    [property: JsonPropertyName("m")] string? MissingScopes)
{
    public static SealedSource From(SourceState state) => new(
        state.Provider,
        state.Position?.Offset,
        state.Position?.Skip ?? 0,
        state.Total,
        state.FetchedAt?.ToUnixTimeMilliseconds(),
        state.Failure?.Problem.Code,
        state.Failure?.Reason,
        state.Failure?.RetryAt?.ToUnixTimeMilliseconds(),
        state.Failure is { MissingScopes: { Count: > 0 } missing } ? string.Join(' ', missing) : null);

    public SourceState ToState() => new(
        Provider,
        Offset is { } offset ? new Position(offset, Skip) : null,
        Total,
        Failure(),
        Instant(FetchedAt));

    private SourceFailure? Failure() => Code is null
        ? null
        : SourceFailure.FromCode(Provider, Code, Reason, Instant(RetryAt)) is { } failure
            ? failure with { MissingScopes = MissingScopes?.Split(' ') ?? [] }
            : null;

    private static DateTimeOffset? Instant(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SealedCursor))]
internal sealed partial class SealedCursorJson : JsonSerializerContext;
