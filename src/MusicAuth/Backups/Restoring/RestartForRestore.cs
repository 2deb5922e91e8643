namespace MusicAuth.Backups.Restoring;

/// <summary>A restore that the page has asked for. The server stops, restores and starts again.</summary>
internal sealed class RestartForRestore(IHostApplicationLifetime lifetime)
{
    private PreparedRestore? _restore;

    /// <summary>The restore for the time after the stop; null where the stop has another reason.</summary>
    public PreparedRestore? Restore => _restore;

    public bool IsRequested => _restore is not null;

    /// <returns>False where another restore came first.</returns>
    public bool TryRequest(PreparedRestore restore) => Interlocked.CompareExchange(ref _restore, restore, null) is null;

    public void Stop() => lifetime.StopApplication();
}
