namespace MusicAuth.Access.ApiKeys;

/// <summary>A key of a user for one of their apps. The app holds the secret; the row holds only its hash.</summary>
public sealed class ApiKey
{
    public required string Id { get; init; }
    public Guid UserId { get; init; }
    public required string Name { get; init; }
    public required byte[] SecretHash { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>The providers it is limited to; null is all, those of later versions included.</summary>
    public string[]? Providers { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The network of the last call, coarse.</summary>
    public string? LastUsedFrom { get; set; }
}
