using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

public static class PersistenceModule
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>()
            .BindConfiguration(DatabaseOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
                options.DataDirectory = configuration[DatabaseOptions.DataDirectoryKey] ?? options.DataDirectory)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();

        services.AddSingleton<SqliteConnections>();
        services.AddDbContext<MusicAuthDb, SqliteDb>((provider, db) => db
            .UseSqlite(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.SqliteConnectionString())
            .AddInterceptors(provider.GetRequiredService<SqliteConnections>())
            // Comparing the model with its migrations is a test's work, not every start's.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InstanceIdentity>();
        services.AddSingleton<DbScopes>();
        services.AddSingleton<DatabaseInspection>();
        services.AddSingleton<DatabaseMigration>();
        services.AddSingleton<SqliteMaintenance>();
        services.AddSingleton<IDatabaseDialect, SqliteDialect>();
        return services;
    }
}
