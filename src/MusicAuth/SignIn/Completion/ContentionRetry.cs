namespace MusicAuth.SignIn.Completion;

/// <summary>Repeats a transaction that conflicted with another sign-in, each time in a new scope.</summary>
internal static class ContentionRetry
{
    private const int MaxAttempts = 10;

    public static async Task<T> RunAsync<TService, T>(IServiceProvider services, Func<TService, Task<T>> work)
        where TService : notnull
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = services.CreateAsyncScope();
            try
            {
                return await work(scope.ServiceProvider.GetRequiredService<TService>());
            }
            catch (Exception exception) when (ConcurrencyConflict.IsIn(exception) && attempt < MaxAttempts)
            {
                // The other transaction has committed, so the next attempt reads its result.
            }
        }
    }
}
