namespace MusicAuth.Grants.PendingLinks;

/// <summary>
/// An account that a sign-in would link to the user of the session. It is linked only when the user confirms it
/// (docs/security.md T32).
/// </summary>
internal sealed class PendingLink
{
    public Guid Id { get; init; }

    /// <summary>The session that can accept or refuse. The link ends with the session.</summary>
    public Guid SessionId { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Spotify's <c>account_id</c>; null where the provider has none.</summary>
    public string? AccountId { get; init; }

    /// <summary>The <c>id</c> of the provider's profile.</summary>
    public string? ProviderUserId { get; init; }
    public string? DisplayName { get; init; }
    public required string ClientId { get; init; }
    public required string[] Scopes { get; init; }
    public DateTimeOffset ConsentedAt { get; init; }
    public DateTimeOffset? AccessExpiresAt { get; init; }

    /// <summary>When the tokens are erased without an answer.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
    public byte[] ProtectedAccessToken { get; set; } = [];
    public byte[]? ProtectedRefreshToken { get; set; }
}
