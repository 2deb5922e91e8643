using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>A user of this instance, as its owner sees them. Times are RFC 3339 in UTC.</summary>
/// <param name="LastSeenAt">The last use of a session or key; null where there is none.</param>
/// <param name="Sessions">How many browsers are signed in.</param>
/// <param name="Keys">How many API keys they have.</param>
[SchemaName("User")]
public sealed record Person(
    Guid Id, string? DisplayName, bool IsOwner, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, int Sessions,
    int Keys, IReadOnlyList<PersonConnection> Connections)
{
    internal static Person Of(UserOverview one, IEnumerable<PersonConnection> connections) => new(
        one.User.Id, one.User.DisplayName, one.User.IsOwner, one.User.CreatedAt, one.LastSeenAt, one.Sessions,
        one.Keys, [.. connections]);
}

/// <summary>A connection of a user and its state.</summary>
[SchemaName("UserConnection")]
public sealed record PersonConnection(
    string Provider, string? DisplayName, GrantState State, ReauthorizationReason? Reason)
{
    internal static PersonConnection Of(Connection connection) =>
        new(connection.Provider, connection.DisplayName, connection.State, connection.Reason);
}

/// <summary>All users of this instance, the oldest first.</summary>
[SchemaName("UserList")]
public sealed record PersonList(IReadOnlyList<Person> Items);
