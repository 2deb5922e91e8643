namespace MusicAuth.Grants.Leases;

/// <summary>Lets one process of all on a database refresh a grant, until a time of the database's clock.</summary>
internal sealed class RefreshLease
{
    public Guid GrantId { get; init; }
    public Guid InstanceId { get; init; }
    public Guid Owner { get; init; }
    public DateTimeOffset LeaseUntil { get; init; }
}
