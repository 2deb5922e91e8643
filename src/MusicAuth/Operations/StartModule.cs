namespace MusicAuth.Operations;

public static class StartModule
{
    /// <summary>Needs <c>AddPersistence</c> and <c>AddVault</c>.</summary>
    public static IServiceCollection AddStartSequence(this IServiceCollection services)
    {
        services.AddSingleton<InstanceLock>();
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<StartSequence>();
        return services;
    }

    /// <summary>Makes everything ready to listen; explains on standard error what does not hold.</summary>
    /// <returns>0, or the exit code of the process.</returns>
    public static async Task<int> PrepareAsync(this IHost app, CancellationToken cancellationToken = default)
    {
        try
        {
            await app.Services.GetRequiredService<StartSequence>().RunAsync(cancellationToken);
            return 0;
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
    }
}
