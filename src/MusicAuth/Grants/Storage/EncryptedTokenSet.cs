namespace MusicAuth.Grants.Storage;

/// <summary>
/// A renewed token set as its row will hold it, sealed for that row and <see cref="Generation"/> already: fit for the
/// database, and for the disk beside it while the database does not take it.
/// </summary>
public sealed record EncryptedTokenSet
{
    public required Guid GrantId { get; init; }

    /// <summary>The one it makes; it goes over the one before, and over no other.</summary>
    public required long Generation { get; init; }
    public required string[] Scopes { get; init; }
    public required DateTimeOffset? AccessExpiresAt { get; init; }
    public required DateTimeOffset LastRefreshedAt { get; init; }
    public required byte[] SealedAccessToken { get; init; }
    public required byte[]? SealedRefreshToken { get; init; }
    public byte[]? RefreshFingerprint { get; init; }

    /// <summary>Whether it is what the row becomes as soon as the database takes it.</summary>
    public bool IsSuccessorOf(Grant grant) => grant.Id == GrantId && grant.Generation == Generation - 1;

    /// <summary>The row as it then will be.</summary>
    public Grant ApplyTo(Grant grant) => new()
    {
        Id = grant.Id,
        UserId = grant.UserId,
        Provider = grant.Provider,
        ClientId = grant.ClientId,
        AccountId = grant.AccountId,
        DisplayName = grant.DisplayName,
        AuthorizedAt = grant.AuthorizedAt,
        ForcedRefreshesAt = grant.ForcedRefreshesAt,
        State = GrantState.Active,
        Generation = Generation,
        Scopes = Scopes,
        AccessExpiresAt = AccessExpiresAt,
        LastRefreshedAt = LastRefreshedAt,
        EncryptedAccessToken = SealedAccessToken,
        EncryptedRefreshToken = SealedRefreshToken,
        RefreshFingerprint = RefreshFingerprint,
    };

    public override string ToString() => $"{GrantId} at {Generation}";
}
