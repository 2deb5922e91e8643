namespace MusicAuth.Grants.Connections;

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
