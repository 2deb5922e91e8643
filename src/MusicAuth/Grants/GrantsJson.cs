using System.Text.Json.Serialization;

namespace MusicAuth.Grants;

[JsonSerializable(typeof(AccessTokenResponse))]
[JsonSerializable(typeof(ConnectionList))]
[JsonSerializable(typeof(IdentityList))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(UserSummaryList))]
internal sealed partial class GrantsJson : JsonSerializerContext;
