using System.Text.Json.Serialization;

namespace MusicAuth.Backups.Restoring;

[JsonSerializable(typeof(RestoreResponse))]
internal sealed partial class RestoreJson : JsonSerializerContext;
