using System.Text.Json.Serialization;

namespace MusicAuth.Operations.Health;

[JsonSerializable(typeof(HealthEndpoints.Health))]
internal sealed partial class HealthJson : JsonSerializerContext;
