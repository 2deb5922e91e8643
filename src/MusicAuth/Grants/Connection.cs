using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>A connection of a user to a provider, as the API tells it. Times are RFC 3339 in UTC.</summary>
public sealed record Connection
{
    public required Guid Id { get; init; }
    public required string Provider { get; init; }
    public required string AccountId { get; init; }
    public required string? DisplayName { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }
    public required GrantState State { get; init; }

    /// <summary>Why a new sign-in is needed; null while active.</summary>
    public required ReauthorizationReason? Reason { get; init; }
    public required DateTimeOffset AuthorizedAt { get; init; }

    /// <summary>When the consent ends (Spotify: after six months). Only a new consent moves it.</summary>
    public required DateTimeOffset? ReauthorizeBy { get; init; }

    /// <summary>Whether <c>reauthorize_by</c> is less than 30 days away.</summary>
    public required bool ReauthorizeSoon { get; init; }
    public required DateTimeOffset? AccessExpiresAt { get; init; }
    public required DateTimeOffset? LastRefreshedAt { get; init; }

    /// <summary>Absolute URL at which the user consents again.</summary>
    public required string ReauthorizeUrl { get; init; }
}

/// <summary>All connections of the caller's user.</summary>
public sealed record ConnectionList(IReadOnlyList<Connection> Items);

/// <summary>The caller, its user, and that user's connections.</summary>
/// <param name="Connections">Null for a key without <c>connections:read</c>.</param>
public sealed record Me(MeUser User, MeCaller Caller, IReadOnlyList<Connection>? Connections);

/// <summary>The user of this instance.</summary>
[SchemaName("CurrentUser")]
public sealed record MeUser(Guid Id, string? DisplayName, DateTimeOffset CreatedAt, bool IsOwner);

/// <summary>The caller and what it may do.</summary>
/// <param name="Name">The name of the key; null for a session.</param>
[SchemaName("CurrentCaller")]
public sealed record MeCaller(CallerKind Kind, IReadOnlyList<string> Scopes, string? Name);
