namespace MusicAuth.Grants.Storage;

/// <summary>A user's consent at one provider; a connection on the wire.</summary>
public sealed class Grant
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string Provider { get; init; }

    /// <summary>The provider app that the user consented to. With another app the grant is invalid.</summary>
    public required string ClientId { get; set; }
    public required string AccountId { get; set; }
    public string? DisplayName { get; set; }
    public required string[] Scopes { get; set; }
    public GrantState State { get; set; }
    public ReauthorizationReason? Reason { get; set; }
    public DateTimeOffset? InvalidatedAt { get; set; }

    /// <summary>When an invalid grant is tried once more, because its refusal is doubtful.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>When an invalid grant was tried once more. That happens only once.</summary>
    public DateTimeOffset? RetriedAt { get; set; }

    /// <summary>When a 401 forced the last refreshes, in unix milliseconds, the oldest first.</summary>
    public long[]? ForcedRefreshesAt { get; set; }

    /// <summary>Every stored token set increases it: the compare-and-swap key.</summary>
    public long Generation { get; set; }
    public DateTimeOffset AuthorizedAt { get; set; }
    public DateTimeOffset? AccessExpiresAt { get; set; }
    public DateTimeOffset? LastRefreshedAt { get; set; }
    public required byte[] EncryptedAccessToken { get; set; }
    public byte[]? EncryptedRefreshToken { get; set; }

    /// <summary>Shows whether an older copy of the row has the same refresh token.</summary>
    public byte[]? RefreshFingerprint { get; set; }
}
