namespace MusicAuth.Grants.Leases;

/// <summary>Who may refresh a grant now, of all processes on one database; a lease by the database's clock.</summary>
public sealed class RefreshLease
{
    public Guid GrantId { get; init; }
    public Guid InstanceId { get; init; }
    public Guid Owner { get; init; }
    public DateTimeOffset LeaseUntil { get; init; }
}
