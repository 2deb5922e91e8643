using System.Text.Json.Serialization;

namespace MusicAuth.Setup;

[JsonSerializable(typeof(ProviderAppInfo))]
[JsonSerializable(typeof(ProviderAppList))]
[JsonSerializable(typeof(ProviderAppRequest))]
internal sealed partial class SetupJson : JsonSerializerContext;
