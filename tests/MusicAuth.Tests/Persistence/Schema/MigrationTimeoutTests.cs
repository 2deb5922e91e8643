using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>A migration can take longer than a request.</summary>
public sealed class MigrationTimeoutTests : IDisposable
{
    private readonly Instance _instance = new();

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task Commands_of_a_migration_of_SQLite_have_half_an_hour()
    {
        Directory.CreateDirectory(_instance.DataDirectory);
        await using (var connection = new SqliteConnection($"Data Source={_instance.Database};Pooling=False"))
            await ExecuteAsync(connection, await ReadSqlAsync("sqlite"));
        var timeouts = new TimeoutLog();
        _instance.Configure = services => services.ConfigureDbContext<SqliteDb>(
            options => options.AddInterceptors(timeouts), ServiceLifetime.Singleton);

        await _instance.StartAsync();

        var created = timeouts.Of("CREATE TABLE \"notice").ToList();
        created.Count.ShouldBeGreaterThan(1);
        created.ShouldAllBe(seconds => seconds == 30 * 60);
    }

    [LongFact]
    public async Task A_migration_of_PostgreSQL_outlasts_the_time_limit_of_requests()
    {
        var database = await (await PostgresServer.CommonAsync()).NewDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database))
        {
            await ExecuteAsync(connection, await ReadSqlAsync("postgres"));
            await ExecuteAsync(
                connection,
                """
                CREATE FUNCTION delay() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                        WHERE object_identity = 'public.backup_state') THEN
                        PERFORM pg_sleep(2);
                    END IF;
                END $$;
                CREATE EVENT TRIGGER delay ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION delay();
                """);
        }

        await _instance.StartAsync(
            ("Database:Kind", "Postgres"), ("Database:ConnectionString", $"{database};Command Timeout=1"));

        await using var migrated = new NpgsqlConnection(database);
        await ExecuteAsync(migrated, "SELECT * FROM backup_state");
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        if (connection.State == System.Data.ConnectionState.Closed)
            await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests have no foreign text.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static Task<string> ReadSqlAsync(string database) => File.ReadAllTextAsync(Repository.PathOf(
        "tests", "MusicAuth.Tests", "Persistence", "Schema", "Released", $"0.1.0-{database}.sql"));

    private sealed class TimeoutLog : DbCommandInterceptor
    {
        private readonly ConcurrentQueue<(string Command, int Seconds)> _commands = new();

        public IEnumerable<int> Of(string text) => _commands
            .Where(one => one.Command.Contains(text, StringComparison.Ordinal)).Select(one => one.Seconds);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            _commands.Enqueue((command.CommandText, command.CommandTimeout));
            return new(result);
        }
    }
}
