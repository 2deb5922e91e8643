namespace MusicAuth.Grants.Leases;

/// <summary>A claim as its holder sees it, by a clock that goes on while the process is stopped.</summary>
/// <param name="AcquiredAt">Not later than its beginning.</param>
/// <param name="Duration">How long it holds.</param>
public readonly record struct HeldLease(long AcquiredAt, TimeSpan Duration)
{
    public TimeSpan Remaining => Duration - TimeProvider.System.GetElapsedTime(AcquiredAt);
}
