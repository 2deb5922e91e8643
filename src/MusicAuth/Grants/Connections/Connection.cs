namespace MusicAuth.Grants.Connections;

/// <summary>A connection of a user to a provider. Times are RFC 3339 in UTC.</summary>
internal sealed record Connection
{
    public required Guid Id { get; init; }
    public required string Provider { get; init; }
    public required string AccountId { get; init; }
    public required string? DisplayName { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }
    public required GrantState State { get; init; }

    /// <summary>Why the user must sign in again; null while the connection is active.</summary>
    public required ReauthorizationReason? Reason { get; init; }
    public required DateTimeOffset AuthorizedAt { get; init; }

    /// <summary>When the consent ends (Spotify: after 180 days). Only a new consent extends it.</summary>
    public required DateTimeOffset? ReauthorizeBy { get; init; }

    /// <summary>
    /// The days until <c>reauthorize_by</c>, rounded up; 0 where it has passed, null where the consent does not end.
    /// </summary>
    public required int? DaysLeft { get; init; }

    /// <summary>Whether <c>reauthorize_by</c> is at most 30 days away.</summary>
    public required bool ReauthorizeSoon { get; init; }
    public required DateTimeOffset? AccessExpiresAt { get; init; }
    public required DateTimeOffset? LastRefreshedAt { get; init; }

    /// <summary>The absolute URL where the user consents again.</summary>
    public required string ReauthorizeUrl { get; init; }
}
