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
        services.AddScoped<MusicAuthDb>(provider => OptionsOf(provider).IsPostgres
            ? provider.GetRequiredService<PostgresDb>()
            : provider.GetRequiredService<SqliteDb>());

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ScopedServices>();
        services.AddSingleton<DataDirectoryId>();
        services.AddSingleton<SqliteInspector>().AddSingleton<SqliteMigrator>();
        services.AddSingleton<SqliteStartup>().AddSingleton<SqliteDialect>();
        services.AddSingleton<PostgresStartup>().AddSingleton<PostgresDialect>();
        services.AddSingleton<IDatabaseStartup>(provider => OptionsOf(provider).IsPostgres
            ? provider.GetRequiredService<PostgresStartup>()
            : provider.GetRequiredService<SqliteStartup>());
        services.AddSingleton<IDatabaseDialect>(provider => OptionsOf(provider).IsPostgres
            ? provider.GetRequiredService<PostgresDialect>()
            : provider.GetRequiredService<SqliteDialect>());
        return services;
    }

    private static DatabaseOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;

    // A test compares the model with the migrations, so that the start need not.
    private static DbContextOptionsBuilder WithoutModelCheck(DbContextOptionsBuilder db) =>
        db.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
