using System.Text.Json.Serialization;

namespace MusicAuth.Access;

[JsonSerializable(typeof(AccessRequestAnswer))]
[JsonSerializable(typeof(AccessRequestList))]
[JsonSerializable(typeof(ApiKeyChangeRequest))]
[JsonSerializable(typeof(ApiKeyInfo))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(CreatedApiKey))]
[JsonSerializable(typeof(CreatedInvitation))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(SessionList))]
internal sealed partial class AccessJson : JsonSerializerContext;
