namespace MusicAuth.Persistence;

/// <summary>Gives singletons a database context for one piece of work.</summary>
public sealed class ScopedServices(IServiceScopeFactory scopes)
{
    public async Task<T> UseAsync<T>(Func<MusicAuthDb, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MusicAuthDb>());
    }

    public async Task UseAsync(Func<MusicAuthDb, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<MusicAuthDb>());
    }

    /// <summary>For callers that the framework gives no other choice.</summary>
    public T Use<T>(Func<MusicAuthDb, T> work)
    {
        using var scope = scopes.CreateScope();
        return work(scope.ServiceProvider.GetRequiredService<MusicAuthDb>());
    }
}
