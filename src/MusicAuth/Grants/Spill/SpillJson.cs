using System.Text.Json.Serialization;

namespace MusicAuth.Grants.Spill;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EncryptedTokenSet))]
internal sealed partial class SpillJson : JsonSerializerContext;
