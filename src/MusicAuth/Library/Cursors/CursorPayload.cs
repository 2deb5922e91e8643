using System.Text.Json.Serialization;

namespace MusicAuth.Library.Cursors;

internal sealed record CursorPayload(
    [property: JsonPropertyName("l")] string List,
    [property: JsonPropertyName("f")] string? Provider,
    [property: JsonPropertyName("s")] IReadOnlyList<SourcePayload> Sources)
{
    public static CursorPayload From(Cursor cursor) =>
        new(cursor.List, cursor.Provider, [.. cursor.Sources.Select(SourcePayload.From)]);

    public Cursor ToCursor() => new(List, Provider, [.. Sources.Select(source => source.ToState())]);
}
