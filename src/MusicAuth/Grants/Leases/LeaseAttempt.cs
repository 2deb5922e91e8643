namespace MusicAuth.Grants.Leases;

/// <summary>The result of trying to take the lease of a grant.</summary>
public abstract record LeaseAttempt
{
    private LeaseAttempt()
    {
    }

    /// <summary>The caller can send the refresh token.</summary>
    /// <param name="Decrypted">The grant, read under the lease.</param>
    /// <param name="IsIndeterminate">Whether an earlier exchange may have used the refresh token already.</param>
    public sealed record Acquired(DecryptedGrant Decrypted, bool IsIndeterminate) : LeaseAttempt;

    /// <summary>The grant, read under the lease, needs no refresh.</summary>
    public sealed record NotDue(Grant Grant) : LeaseAttempt;

    public sealed record ForcedTooOften(TimeSpan RetryAfter) : LeaseAttempt;

    public sealed record NotFound : LeaseAttempt;

    public sealed record HeldElsewhere : LeaseAttempt;

    /// <summary>The lease ends before the exchange would, or the broker stops.</summary>
    public sealed record TooShort : LeaseAttempt;

    /// <summary>Refreshes at the provider are suspended, because it refused too many grants.</summary>
    public sealed record Suspended(DateTimeOffset Until) : LeaseAttempt;

    public sealed record StorageFailed : LeaseAttempt;
}
