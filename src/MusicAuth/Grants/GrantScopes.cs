namespace MusicAuth.Grants;

/// <summary>Gives singletons a store, with a database context of its own, for one piece of work.</summary>
public sealed class GrantScopes(IServiceScopeFactory scopes)
{
    public async Task<T> UseAsync<TStore, T>(Func<TStore, Task<T>> work) where TStore : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TStore>());
    }

    public async Task UseAsync<TStore>(Func<TStore, Task> work) where TStore : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<TStore>());
    }
}
