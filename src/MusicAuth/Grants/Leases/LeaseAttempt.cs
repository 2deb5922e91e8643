namespace MusicAuth.Grants.Leases;

/// <summary>How the way to an exchange went.</summary>
public abstract record LeaseAttempt
{
    private LeaseAttempt()
    {
    }

    /// <summary>The token may be sent. In doubt: it may have been before, with an answer that nobody kept.</summary>
    public sealed record Acquired(DecryptedGrant Decrypted, bool IsIndeterminate) : LeaseAttempt;

    /// <summary>Nothing to send for the grant as it is now.</summary>
    public sealed record NotDue(Grant Grant) : LeaseAttempt;

    public sealed record NotFound : LeaseAttempt;

    public sealed record HeldElsewhere : LeaseAttempt;

    /// <summary>The provider's refusals are not believed at the moment.</summary>
    public sealed record Suspended(DateTimeOffset Until) : LeaseAttempt;
}
