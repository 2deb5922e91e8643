namespace MusicAuth.Grants.UserManagement;

/// <summary>A user of this instance, for its owner. Times are RFC 3339 in UTC.</summary>
/// <param name="LastSeenAt">The last use of a session or key; null where there is none.</param>
/// <param name="Sessions">The number of signed-in browsers.</param>
/// <param name="Keys">The number of API keys.</param>
[SchemaName("User")]
internal sealed record UserSummary(
    Guid Id, string? DisplayName, bool IsOwner, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, int Sessions,
    int Keys, IReadOnlyList<UserConnection> Connections)
{
    internal static UserSummary Of(UserOverview overview, IEnumerable<UserConnection> connections) => new(
        overview.User.Id, overview.User.DisplayName, overview.User.IsOwner, overview.User.CreatedAt,
        overview.LastSeenAt, overview.Sessions, overview.Keys, [.. connections]);
}
