using System.Text.Json.Serialization;

namespace MusicAuth.SignIn;

[JsonSerializable(typeof(PendingLinkAnswer))]
[JsonSerializable(typeof(PendingLinkInfo))]
[JsonSerializable(typeof(ProviderList))]
internal sealed partial class SignInJson : JsonSerializerContext;
