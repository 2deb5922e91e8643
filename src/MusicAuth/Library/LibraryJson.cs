using System.Text.Json.Serialization;

namespace MusicAuth.Library;

[JsonSerializable(typeof(UnifiedPage<Playlist>))]
[JsonSerializable(typeof(UnifiedPage<Track>))]
internal sealed partial class LibraryJson : JsonSerializerContext;
