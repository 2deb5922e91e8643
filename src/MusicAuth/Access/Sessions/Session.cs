namespace MusicAuth.Access.Sessions;

/// <summary>A signed-in browser. The cookie is a random reference; the row holds only its hash.</summary>
public sealed class Session
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>The account whose sign-in began it; null for sessions from before this was recorded.</summary>
    public Guid? IdentityId { get; init; }
    public required byte[] SecretHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>In words for its user; null where the browser did not say what it is.</summary>
    public string? Browser { get; init; }

    /// <summary>The network it began from, coarse.</summary>
    public string? Address { get; init; }
}
