using MusicAuth.Access;

namespace MusicAuth.Grants;

/// <summary>A person of this instance, as its owner sees them. Times are RFC 3339 in UTC.</summary>
/// <param name="LastSeenAt">The last use of a session or key; null where there is none.</param>
/// <param name="Sessions">How many browsers are signed in.</param>
/// <param name="Keys">How many API keys they have.</param>
public sealed record Person(
    Guid Id, string? DisplayName, bool IsOwner, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, int Sessions,
    int Keys, IReadOnlyList<PersonConnection> Connections)
{
    internal static Person Of(UserOverview one, IEnumerable<PersonConnection> connections) => new(
        one.User.Id, one.User.DisplayName, one.User.IsOwner, one.User.CreatedAt, one.LastSeenAt, one.Sessions,
        one.Keys, [.. connections]);
}

/// <summary>A connection of somebody, and whether it works.</summary>
public sealed record PersonConnection(
    string Provider, string? DisplayName, GrantState State, ReauthorizationReason? Reason)
{
    internal static PersonConnection Of(Connection connection) =>
        new(connection.Provider, connection.DisplayName, connection.State, connection.Reason);
}

/// <summary>All people of this instance, the first to come first.</summary>
public sealed record PersonList(IReadOnlyList<Person> Items);
