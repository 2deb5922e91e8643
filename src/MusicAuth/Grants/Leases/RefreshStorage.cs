namespace MusicAuth.Grants.Leases;

/// <summary>Writes refreshes to the database, and remembers whether it took the last write.</summary>
internal sealed class RefreshStorage(ScopedServices scopes, SpillWakeUp wakeUp)
{
    private volatile bool _isWritable = true;

    public bool IsWritable => _isWritable;

    public void RecordFailure()
    {
        _isWritable = false;
        wakeUp.Raise();
    }

    public void RecordSuccess() => _isWritable = true;

    public Task WriteAsync(Func<RefreshStore, Task> write) => WriteAsync(async store =>
    {
        await write(store);
        return true;
    });

    public async Task<T> WriteAsync<T>(Func<RefreshStore, Task<T>> write)
    {
        try
        {
            var result = await scopes.UseAsync(write);
            RecordSuccess();
            return result;
        }
        // A transaction that lost a race says nothing about the next write.
        catch (Exception failure) when (failure is not OperationCanceledException
            && !ConcurrencyConflict.IsIn(failure))
        {
            RecordFailure();
            throw;
        }
    }
}
