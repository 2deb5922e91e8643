namespace MusicAuth.Grants.UserManagement;

/// <summary>All users of this instance, the oldest first.</summary>
[SchemaName("UserList")]
internal sealed record UserSummaryList(IReadOnlyList<UserSummary> Items);
