namespace MusicAuth.Grants.UserManagement;

/// <summary>A user of this instance, as its owner sees them. Times are RFC 3339 in UTC.</summary>
/// <param name="LastSeenAt">The last use of a session or key; null where there is none.</param>
/// <param name="Sessions">How many browsers are signed in.</param>
/// <param name="Keys">How many API keys they have.</param>
[SchemaName("User")]
public sealed record UserSummary(
    Guid Id, string? DisplayName, bool IsOwner, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, int Sessions,
    int Keys, IReadOnlyList<UserConnection> Connections)
{
    internal static UserSummary Of(UserOverview one, IEnumerable<UserConnection> connections) => new(
        one.User.Id, one.User.DisplayName, one.User.IsOwner, one.User.CreatedAt, one.LastSeenAt, one.Sessions,
        one.Keys, [.. connections]);
}
