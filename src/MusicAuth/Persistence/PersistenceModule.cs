using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

internal static class PersistenceModule
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>()
            .BindConfiguration(DatabaseOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
                options.DataDirectory = configuration[DatabaseOptions.DataDirectoryKey] ?? options.DataDirectory)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();

        services.AddSingleton<SqliteConnectionInterceptor>();
        // Singleton options, because building them for each context costs more than a query.
        services.AddDbContext<SqliteDb>(
            (provider, db) => WithoutModelCheck(db)
                .UseSqlite(OptionsOf(provider).SqliteConnectionString())
                .AddInterceptors(provider.GetRequiredService<SqliteConnectionInterceptor>()),
            optionsLifetime: ServiceLifetime.Singleton);
        services.AddDbContext<PostgresDb>(
            (provider, db) => WithoutModelCheck(db).UseNpgsql(OptionsOf(provider).PostgresConnectionString()),
            optionsLifetime: ServiceLifetime.Singleton);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ScopedServices>().AddSingleton<DatabaseProbe>().AddSingleton<DataDirectoryId>();
        services.AddSingleton<PlainSql>();
        services.AddSingleton<SqliteConnectionSource>().AddSingleton<PostgresConnectionSource>();
        services.AddSingleton(Choose<IConnectionSource, SqliteConnectionSource, PostgresConnectionSource>);
        services.AddSingleton<SqliteInspector>().AddSingleton<SqliteMigrator>();
        services.AddSingleton<SqliteMigrationBackup>();
        services.AddSingleton<SqliteStartup>().AddSingleton<SqliteDialect>().AddSingleton<SqliteSnapshot>();
        services.AddSingleton<PostgresStartup>().AddSingleton<PostgresDialect>().AddSingleton<PostgresSnapshot>();
        services.AddScoped(Choose<MusicAuthDb, SqliteDb, PostgresDb>);
        services.AddSingleton(Choose<IDatabaseStartup, SqliteStartup, PostgresStartup>);
        services.AddSingleton(Choose<IDatabaseSnapshot, SqliteSnapshot, PostgresSnapshot>);
        return services.AddSingleton(Choose<IDatabaseDialect, SqliteDialect, PostgresDialect>);
    }

    private static TService Choose<TService, TSqlite, TPostgres>(IServiceProvider provider)
        where TSqlite : class, TService where TPostgres : class, TService =>
        OptionsOf(provider).IsPostgres
            ? provider.GetRequiredService<TPostgres>()
            : provider.GetRequiredService<TSqlite>();

    private static DatabaseOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;

    // A test compares the model with the migrations, so that the start need not.
    private static DbContextOptionsBuilder WithoutModelCheck(DbContextOptionsBuilder db) =>
        db.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
