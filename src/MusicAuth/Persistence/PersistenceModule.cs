using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

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

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InstanceIdentity>();
        services.AddSingleton<DbScopes>();
        services.AddSqlite().AddPostgres();
        services.AddScoped<MusicAuthDb>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgresDb>()
            : provider.GetRequiredService<SqliteDb>());
        services.AddSingleton<IDatabaseDialect>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgresDialect>()
            : provider.GetRequiredService<SqliteDialect>());
        services.AddSingleton<IDatabaseStart>(provider => IsPostgres(provider)
            ? provider.GetRequiredService<PostgresStart>()
            : provider.GetRequiredService<SqliteStart>());
        return services;
    }

    // Both are known to the container; only the one that the settings ask for is ever made.
    private static IServiceCollection AddSqlite(this IServiceCollection services)
    {
        services.AddSingleton<SqliteConnections>();
        services.AddDbContext<SqliteDb>((provider, db) => db
            .UseSqlite(Options(provider).SqliteConnectionString())
            .AddInterceptors(provider.GetRequiredService<SqliteConnections>())
            .IgnorePendingModelChanges());
        services.AddSingleton<SqliteInspection>().AddSingleton<SqliteMigration>().AddSingleton<SqliteMaintenance>();
        return services.AddSingleton<SqliteStart>().AddSingleton<SqliteDialect>();
    }

    private static IServiceCollection AddPostgres(this IServiceCollection services)
    {
        services.AddSingleton(provider => new NpgsqlDataSourceBuilder(
                PostgresSettings.WithPassword(Options(provider)).ConnectionString)
            .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>())
            .Build());
        services.AddDbContext<PostgresDb>((provider, db) => db
            .UseNpgsql(
                provider.GetRequiredService<NpgsqlDataSource>(),
                // A failed statement may have been carried out: who sent it decides what to do.
                npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)))
            .IgnorePendingModelChanges());
        services.AddSingleton<PostgresInspection>().AddSingleton<PostgresStartLock>();
        return services.AddSingleton<PostgresStart>().AddSingleton<PostgresDialect>();
    }

    // Comparing the model with its migrations is a test's work, not every start's.
    private static void IgnorePendingModelChanges(this DbContextOptionsBuilder db) =>
        db.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    private static DatabaseOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;

    private static bool IsPostgres(IServiceProvider provider) => Options(provider).IsPostgres;
}
