namespace MusicAuth.Grants.Refresh;

/// <summary>Completes the spilled tokens and the leases of an earlier run, before the server listens.</summary>
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
