namespace MusicAuth.Grants.Refresh;

/// <summary>Completes, before the server listens, what an earlier run has left in the spill and the leases.</summary>
internal sealed class RefreshRecovery(InterruptedRefreshes interrupted, GrantSpill spill, SpillReplay replay)
{
    /// <exception cref="IOException">The spill folder cannot be created.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        spill.LoadFiles();
        await replay.ReplayAsync(cancellationToken);
        await interrupted.ReleaseEarlierLeasesAsync(cancellationToken);
    }
}
