using System.Text.Json.Serialization;

namespace MusicAuth.Library.Caching;

[JsonSerializable(typeof(ProviderPage<Playlist>))]
[JsonSerializable(typeof(ProviderPage<Track>))]
internal sealed partial class ProviderPageJson : JsonSerializerContext;
