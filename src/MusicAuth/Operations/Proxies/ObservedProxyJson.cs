using System.Text.Json.Serialization;

namespace MusicAuth.Operations.Proxies;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ObservedProxy))]
internal sealed partial class ObservedProxyJson : JsonSerializerContext;
