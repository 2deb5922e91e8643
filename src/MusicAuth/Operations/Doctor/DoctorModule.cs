using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Operations.Doctor;

internal static class DoctorModule
{
    public static IServiceCollection AddDoctor(this IServiceCollection services)
    {
        services.TryAddSingleton<FreeSpace>(folder => new DriveInfo(folder).AvailableFreeSpace);
        services.TryAddSingleton<FileSystemFormat>(NetworkFileSystem.FormatOf);
        services.AddSingleton<DoctorRunner>().AddSingleton<DoctorVault>().AddSingleton<DoctorApps>();
        services.AddSingleton<LocalServerProbe>().AddSingleton<ProviderDateReader>();
        services.TryAddSingleton<ProviderDate>(provider =>
            provider.GetRequiredService<ProviderDateReader>().ReadAsync);
        services.AddSingleton<DoctorTodo>().AddScoped<ITodoSource, DoctorTodoSource>();
        // In the order of the report: causes before their consequences.
        return services
            .AddCheck<SettingsCheck>("configuration")
            .AddCheck<DataDirectoryCheck>("data directory")
            .AddCheck<FileRightsCheck>("file rights", isForOwner: true)
            .AddCheck<FreeSpaceCheck>("free space", isForOwner: true)
            .AddCheck<DatabaseCheck>("database")
            .AddCheck<MigrationCheck>("migrations")
            .AddCheck<MasterKeyCheck>("master key")
            .AddCheck<EncryptionCheck>("encrypted data")
            .AddCheck<RollbackRecordCheck>("rollback record")
            .AddCheck<SpillCheck>("spill folder", isForOwner: true)
            .AddCheck<ListeningCheck>("listening address")
            .AddCheck<PublicAddressCheck>("public address")
            .AddCheck<RedirectCheck>("redirect URIs")
            .AddCheck<ForwardedHeadersCheck>("forwarded headers", isForOwner: true)
            .AddCheck<ProviderCheck>("provider apps")
            .AddCheck<ClockCheck>("clock", isForOwner: true)
            .AddCheck<ChannelCheck>("notice channels")
            .AddCheck<RedisCheck>("Redis")
            .AddCheck<BackupCheck>("backup");
    }

    private static IServiceCollection AddCheck<T>(
        this IServiceCollection services, string name, bool isForOwner = false) where T : class, IDoctorCheck =>
        services.AddSingleton(new DoctorCheckRegistration(name, typeof(T), isForOwner));
}
