namespace MusicAuth.Grants.Leases;

/// <summary>The id of this run of the broker in its leases and intents.</summary>
public sealed class LeaseOwner
{
    public Guid Id { get; } = Guid.NewGuid();
}
