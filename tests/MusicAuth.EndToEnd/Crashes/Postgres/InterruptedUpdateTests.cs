using Npgsql;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Postgres;

/// <summary>R15: the connection to PostgreSQL is lost at the commit of a new schema.</summary>
public sealed class InterruptedUpdateTests : IDisposable
{
    // The update waits for this lock, which the test holds.
    private const string Gate =
        """
        CREATE FUNCTION gate() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                WHERE object_identity = 'public.backup_state') THEN
                PERFORM pg_advisory_xact_lock(4711);
            END IF;
        END $$;
        CREATE EVENT TRIGGER gate ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION gate();
        SELECT pg_advisory_lock(4711);
        """;

    private const string WaitingAtTheGate =
        "pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LongTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_message_names_the_copy_and_the_next_start_completes_the_update(bool isCommitted)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            await (await PostgresServer.CommonAsync()).NewDatabaseAsync())
        { Pooling = false };
        await using var database = new NpgsqlConnection(settings.ConnectionString);
        await database.OpenAsync();
        await ExecuteAsync(database, await File.ReadAllTextAsync(Path.Combine(
            Builds.Root, "tests", "MusicAuth.Tests", "Persistence", "Schema", "Released", "0.1.0-postgres.sql")));
        await ExecuteAsync(database, Gate);
        await using var proxy = new PostgresProxy(settings.Port);
        settings.Port = proxy.Port;

        await using var updating = Start(settings, FreePort.Take());
        await Eventually.IsTrueAsync(
            async () => updating.HasExited || await CountAsync(database, WaitingAtTheGate) == 1,
            "the update waits in the last migration");
        var cut = proxy.CutNextCommit(isForwarded: isCommitted);
        await ExecuteAsync(database, "SELECT pg_advisory_unlock(4711)");
        await cut.Cut;

        (await updating.WaitForExitAsync()).ShouldBe(65, updating.LastLines());
        updating.LastLines().ShouldContain("does not know whether the database has committed the update");
        updating.LastLines().ShouldContain("The schema musicauth_before_");
        await ShouldStartAsync(settings);
        (await CountAsync(database, "\"__EFMigrationsHistory\"")).ShouldBeGreaterThan(1);
        (await CountCopiesAsync(database)).ShouldBe(1);
    }

    private async Task ShouldStartAsync(NpgsqlConnectionStringBuilder settings)
    {
        var port = FreePort.Take();
        await using var broker = Start(settings, port);
        using var client = new SandboxControl(new Uri($"http://127.0.0.1:{port}"));
        await Eventually.IsTrueAsync(
            async () => broker.HasExited || await StandaloneBroker.IsReadyAsync(client), "a broker that is ready");
        broker.HasExited.ShouldBeFalse(broker.LastLines());
    }

    private RunningProcess Start(NpgsqlConnectionStringBuilder settings, int port) => RunningProcess.Start(
        Builds.Broker,
        [
            $"--urls=http://127.0.0.1:{port}", $"--DataDirectory={_folder.PathOf("data")}", "--Database:Kind=Postgres",
            "--stop-when-stdin-closes",
        ],
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Database__ConnectionString"] = settings.ConnectionString,
        });

    private static Task<long> CountCopiesAsync(NpgsqlConnection database) =>
        CountAsync(database, "pg_namespace WHERE nspname LIKE 'musicauth\\_before\\_%'");

    private static async Task<long> CountAsync(NpgsqlConnection database, string from)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {from}", database);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection database, string sql)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync();
    }
}
