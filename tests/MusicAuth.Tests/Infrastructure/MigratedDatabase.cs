using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>An empty database with the current schema. It is migrated once; each test gets a copy.</summary>
internal static class MigratedDatabase
{
    private const string FileName = "musicauth.db";

    private static readonly Lazy<Task<byte[]>> Sqlite = new(MigrateSqliteAsync);
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MigratePostgresAsync);

    public static async Task CopyToAsync(DirectoryInfo dataDirectory) =>
        await File.WriteAllBytesAsync(Path.Combine(dataDirectory.FullName, FileName), await Sqlite.Value);

    /// <returns>The connection string of a new PostgreSQL database.</returns>
    public static async Task<string> NewPostgresAsync()
    {
        var server = await PostgresServer.CommonAsync();
        return await server.NewDatabaseAsync(await PostgresTemplate.Value);
    }

    private static async Task<byte[]> MigrateSqliteAsync()
    {
        var directory = Directory.CreateTempSubdirectory("musicauth-migrated-");
        await MigrateAsync(new() { ["DataDirectory"] = directory.FullName });
        var file = await File.ReadAllBytesAsync(Path.Combine(directory.FullName, FileName));
        directory.Delete(recursive: true);
        return file;
    }

    private static async Task<string> MigratePostgresAsync()
    {
        var server = await PostgresServer.CommonAsync();
        var connectionString = await server.NewDatabaseAsync();
        await MigrateAsync(new()
        {
            ["Database:Kind"] = "Postgres",
            // PostgreSQL copies a database only while it has no connections.
            ["Database:ConnectionString"] = $"{connectionString};Pooling=false",
        });
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private static async Task MigrateAsync(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Services.AddPersistence();
        using var host = builder.Build();
        await host.Services.GetRequiredService<IDatabaseStartup>().MigrateAsync(CancellationToken.None);
        // Only the database file is copied, so it must contain everything from the write-ahead log.
        await host.Services.GetRequiredService<IDatabaseDialect>().TruncateWalAsync(CancellationToken.None);
    }
}
