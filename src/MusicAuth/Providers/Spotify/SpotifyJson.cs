using System.Text.Json.Serialization;

namespace MusicAuth.Providers.Spotify;

[JsonSerializable(typeof(SpotifyTokenResponse))]
internal sealed partial class SpotifyJson : JsonSerializerContext;
