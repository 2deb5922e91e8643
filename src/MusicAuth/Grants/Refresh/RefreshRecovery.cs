namespace MusicAuth.Grants.Refresh;

/// <summary>What custody does at the start, before anybody is served: it takes up what an earlier run left.</summary>
public sealed class RefreshRecovery(GrantScopes scopes, GrantSpill spill, SpillReplay replay)
{
    /// <exception cref="IOException">The spill folder cannot be made.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        spill.LoadFiles();
        await replay.ReplayAsync(cancellationToken);
        await scopes.UseAsync((RefreshStore store) => store.ReleaseEarlierLeasesAsync(cancellationToken));
    }
}
