namespace MusicAuth.Operations.Startup;

internal static class StartupModule
{
    public static IServiceCollection AddStartup(this IServiceCollection services) =>
        services.AddSingleton<DataDirectoryLock>().AddSingleton<DataDirectory>().AddSingleton<StartupSequence>()
            .AddSingleton<ImportSqliteCommand>().AddSingleton<RotateMasterKeyCommand>()
            .AddSingleton<ExistingInstance>();
}
