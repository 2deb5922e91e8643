namespace MusicAuth.Grants.PendingLinks;

/// <summary>
/// An account that signed in while a user was signed in, and that is new to this user: held until the user answers
/// whether it is theirs (SECURITY T32).
/// </summary>
public sealed class PendingLink
{
    public Guid Id { get; init; }

    /// <summary>The session that can answer. The link ends with it.</summary>
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

    /// <summary>Without an answer the tokens are erased then.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
    public byte[] ProtectedAccessToken { get; set; } = [];
    public byte[]? ProtectedRefreshToken { get; set; }
}
