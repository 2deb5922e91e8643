namespace MusicAuth.Grants.Storage;

/// <summary>What a user consented to at one provider; a connection on the wire.</summary>
public sealed class Grant
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>The provider app that the user consented to. Another configured one makes the grant useless.</summary>
    public required string ClientId { get; set; }
    public required string AccountId { get; set; }
    public string? DisplayName { get; set; }
    public required string[] Scopes { get; set; }
    public GrantState State { get; set; }
    public ReauthorizationReason? Reason { get; set; }
    public DateTimeOffset? InvalidatedAt { get; set; }

    /// <summary>When a dead grant is tried once more, because its death was one of too many.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>When an invalid grant was tried once more. It is tried so only once.</summary>
    public DateTimeOffset? RetriedAt { get; set; }

    /// <summary>When the last refreshes were forced by a 401, in unix milliseconds, the oldest first.</summary>
    public long[]? ForcedRefreshesAt { get; set; }

    /// <summary>Increased by every stored token set: the compare-and-swap key.</summary>
    public long Generation { get; set; }
    public DateTimeOffset AuthorizedAt { get; set; }
    public DateTimeOffset? AccessExpiresAt { get; set; }
    public DateTimeOffset? LastRefreshedAt { get; set; }
    public required byte[] EncryptedAccessToken { get; set; }
    public byte[]? EncryptedRefreshToken { get; set; }

    /// <summary>Tells whether the refresh token of an older copy of the row is this one still.</summary>
    public byte[]? RefreshFingerprint { get; set; }
}
