namespace MusicAuth.Persistence;

/// <summary>Gives singletons a scoped service, such as a store or the database, for one piece of work.</summary>
internal sealed class ScopedServices(IServiceScopeFactory scopes)
{
    public async Task<T> UseAsync<TService, T>(Func<TService, Task<T>> work) where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task UseAsync<TService>(Func<TService, Task> work) where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<T> UseAsync<T>(Func<MusicAuthDb, Task<T>> work) => UseAsync<MusicAuthDb, T>(work);

    public Task UseAsync(Func<MusicAuthDb, Task> work) => UseAsync<MusicAuthDb>(work);

    /// <summary>For callers that the framework leaves no asynchronous way.</summary>
    public T Use<T>(Func<MusicAuthDb, T> work)
    {
        using var scope = scopes.CreateScope();
        return work(scope.ServiceProvider.GetRequiredService<MusicAuthDb>());
    }
}
