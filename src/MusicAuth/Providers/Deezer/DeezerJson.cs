using System.Text.Json.Serialization;

namespace MusicAuth.Providers.Deezer;

[JsonSerializable(typeof(DeezerTokenResponse))]
[JsonSerializable(typeof(string))]
internal sealed partial class DeezerJson : JsonSerializerContext;
