using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Backups;

internal static class BackupsModule
{
    public static IServiceCollection AddBackups(this IServiceCollection services)
    {
        services.AddOptions<BackupOptions>().BindSection(BackupOptions.Section)
            .RefuseErrors(options => options.Errors());
        services.AddSingleton<BackupWorkFolders>().AddSingleton<BackupCollector>().AddSingleton<BackupMaker>();
        services.AddScoped<BackupStateStore>();
        services.AddJson(RestoreJson.Default);
        services.AddSingleton<RestorePreparation>().AddSingleton<RestoreCommit>().AddSingleton<RestartForRestore>();
        services.TryAddSingleton<FileDeletion>(File.Delete);
        services.AddSingleton<BackupMetrics>().AddSingleton<LastBackup>().AddSingleton<ScheduledBackup>();
        services.AddHostedService<BackupScheduler>();
        return services.AddScoped<RestoredKeyStore>().AddScoped<ITodoSource, BackupTodoSource>()
            .AddScoped<ITodoSource, RestoredKeysTodoSource>();
    }
}
