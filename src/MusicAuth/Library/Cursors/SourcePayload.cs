using System.Text.Json.Serialization;

namespace MusicAuth.Library.Cursors;

internal sealed record SourcePayload(
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
    public static SourcePayload From(SourceCursor state) => new(
        state.Provider,
        state.Position?.Offset,
        state.Position?.Skip ?? 0,
        state.Total,
        state.FetchedAt?.ToUnixTimeMilliseconds(),
        state.Failure?.Problem.Code,
        state.Failure?.Reason,
        state.Failure?.RetryAt?.ToUnixTimeMilliseconds(),
        state.Failure is { MissingScopes: { Count: > 0 } missing } ? string.Join(' ', missing) : null);

    public SourceCursor ToState() => new(
        Provider,
        Offset is { } offset ? new SourcePosition(offset, Skip) : null,
        Total,
        Code is null
            ? null
            : SourceFailure.FromCode(
                Provider, Code, Reason, FromUnixMilliseconds(RetryAt), MissingScopes?.Split(' ') ?? []),
        FromUnixMilliseconds(FetchedAt));

    private static DateTimeOffset? FromUnixMilliseconds(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
