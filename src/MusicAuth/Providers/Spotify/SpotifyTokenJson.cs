using System.Text.Json.Serialization;

namespace MusicAuth.Providers.Spotify;

[JsonSerializable(typeof(SpotifyTokenResponse))]
internal sealed partial class SpotifyTokenJson : JsonSerializerContext;
