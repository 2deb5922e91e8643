namespace MusicAuth.Access.ApiKeys;

/// <summary>An API key of a user, for one app. The row has only the hash of its secret.</summary>
public sealed class ApiKey
{
    public required string Id { get; init; }
    public Guid UserId { get; init; }
    public required string Name { get; init; }
    public required byte[] SecretHash { get; init; }

    /// <summary>The hash of the secret before the last rotation, valid until <see cref="PreviousEndsAt"/>.</summary>
    public byte[]? PreviousHash { get; init; }
    public DateTimeOffset? PreviousEndsAt { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>The providers that the key can use; null is all, also those of later versions.</summary>
    public string[]? Providers { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The network of the last request.</summary>
    public string? LastUsedFrom { get; set; }
}
