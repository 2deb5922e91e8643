using System.Text.Json.Serialization;

namespace MusicAuth.Grants.Storage;

/// <summary>
/// A renewed token set, encrypted for its row and <see cref="Generation"/>. The database and the spill folder hold the
/// same bytes.
/// </summary>
public sealed record EncryptedTokenSet
{
    public required Guid GrantId { get; init; }

    /// <summary>The generation that it makes. It replaces the one before, and no other.</summary>
    public required long Generation { get; init; }
    public required string[] Scopes { get; init; }
    public required DateTimeOffset? AccessExpiresAt { get; init; }
    public required DateTimeOffset LastRefreshedAt { get; init; }

    // The names in spill files.
    [JsonPropertyName("sealed_access_token")]
    public required byte[] EncryptedAccessToken { get; init; }

    [JsonPropertyName("sealed_refresh_token")]
    public required byte[]? EncryptedRefreshToken { get; init; }
    public byte[]? RefreshFingerprint { get; init; }

    public bool IsSuccessorOf(Grant grant) => grant.Id == GrantId && grant.Generation == Generation - 1;

    /// <summary>The row as it will be with this token set.</summary>
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
        EncryptedAccessToken = EncryptedAccessToken,
        EncryptedRefreshToken = EncryptedRefreshToken,
        RefreshFingerprint = RefreshFingerprint,
    };

    public override string ToString() => $"{GrantId} at {Generation}";
}
