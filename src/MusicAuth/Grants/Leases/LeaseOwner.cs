namespace MusicAuth.Grants.Leases;

/// <summary>This run of the broker, as its claims and intents name it: another after every start.</summary>
public sealed class LeaseOwner
{
    public Guid Id { get; } = Guid.NewGuid();
}
