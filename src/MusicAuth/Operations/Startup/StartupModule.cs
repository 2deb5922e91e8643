namespace MusicAuth.Operations.Startup;

public static class StartupModule
{
    /// <summary>Adds the startup and the commands. Requires <c>AddPersistence</c> and <c>AddVault</c>.</summary>
    public static IServiceCollection AddStartup(this IServiceCollection services) =>
        services.AddSingleton<DataDirectoryLock>().AddSingleton<DataDirectory>().AddSingleton<StartupSequence>()
            .AddSingleton<ImportSqliteCommand>().AddSingleton<RotateMasterKeyCommand>()
            .AddSingleton<OwnerLinkCommand>();
}
