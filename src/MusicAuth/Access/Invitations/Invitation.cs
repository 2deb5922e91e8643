namespace MusicAuth.Access.Invitations;

/// <summary>An invitation of the owner. The row has only the hash of the secret in its link.</summary>
internal sealed class Invitation
{
    public Guid Id { get; init; }

    /// <summary>The owner who made the invitation. The invitation is valid while this user owns the instance.</summary>
    public Guid UserId { get; init; }
    public required byte[] Hash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Null until an account has come in.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}
