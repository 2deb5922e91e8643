using System.Text.Json.Serialization;

namespace MusicAuth.Library.Cursors;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(CursorPayload))]
internal sealed partial class CursorJsonContext : JsonSerializerContext;
