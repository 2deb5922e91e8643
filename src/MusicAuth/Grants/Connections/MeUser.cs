namespace MusicAuth.Grants.Connections;

/// <summary>The user of this instance.</summary>
[SchemaName("CurrentUser")]
internal sealed record MeUser(Guid Id, string? DisplayName, DateTimeOffset CreatedAt, bool IsOwner);
