namespace MusicAuth.Backups.Restoring;

/// <summary>A restore that the page has asked for. The server stops, restores and starts again.</summary>
internal sealed class RestartForRestore(IHostApplicationLifetime lifetime)
{
    private PreparedRestore? _restore;
    private int _requests;

    public bool IsRequested => _requests > 0;

    /// <returns>False where another restore came first.</returns>
    public bool TryRequest(PreparedRestore restore)
    {
        if (Interlocked.Increment(ref _requests) > 1)
            return false;
        _restore = restore;
        return true;
    }

    /// <summary>Takes the restore over, after the stop.</summary>
    /// <returns>Null where the stop has another reason.</returns>
    public PreparedRestore? Take() => Interlocked.Exchange(ref _restore, null);

    public void Stop() => lifetime.StopApplication();
}
