namespace MusicAuth.Grants.UserManagement;

/// <summary>Shows the instance's owner one connection of a user.</summary>
[SchemaName("UserConnection")]
internal sealed record UserConnection(
    string Provider, string? DisplayName, GrantState State, ReauthorizationReason? Reason)
{
    internal static UserConnection Of(Connection connection) =>
        new(connection.Provider, connection.DisplayName, connection.State, connection.Reason);
}
