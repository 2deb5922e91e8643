namespace MusicAuth.Access.Sessions;

/// <summary>A signed-in browser. The row has only the hash of the random secret in its cookie.</summary>
internal sealed class Session
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>The account that signed in; null for sessions of older versions.</summary>
    public Guid? IdentityId { get; init; }
    public required byte[] SecretHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The <see cref="BrowserLabel"/>; null without a known User-Agent.</summary>
    public string? Browser { get; init; }

    /// <summary>The network of the sign-in.</summary>
    public string? Address { get; init; }
}
