namespace MusicAuth.Grants.UserManagement;

/// <summary>A connection of a user and its state.</summary>
[SchemaName("UserConnection")]
internal sealed record UserConnection(
    string Provider, string? DisplayName, GrantState State, ReauthorizationReason? Reason)
{
    internal static UserConnection Of(Connection connection) =>
        new(connection.Provider, connection.DisplayName, connection.State, connection.Reason);
}
