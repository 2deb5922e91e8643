namespace MusicAuth.Upstream.Scheduling;

/// <summary>The slots that one user holds.</summary>
internal sealed class UserSlots(ConcurrencySlots door, Guid user)
{
    public ConcurrencySlots Door { get; } = door;

    public Guid User { get; } = user;

    public int Taken { get; set; }
}
