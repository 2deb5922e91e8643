using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Sqlite;

public sealed class SqliteTests : IDisposable
{
    private readonly Instance _instance = new();

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("secure_delete", "1")]
    [InlineData("foreign_keys", "1")]
    public async Task Every_connection_has_the_pragmas(string pragma, string value)
    {
        var scopes = await ScopesAsync();

        // Two concurrent contexts have two connections. Each is read again after its return to the pool.
        for (var round = 0; round < 2; round++)
        {
            await scopes.UseAsync(outer => scopes.UseAsync(async inner =>
            {
                (await PragmaAsync(outer, pragma)).ShouldBe(value);
                (await PragmaAsync(inner, pragma)).ShouldBe(value);
            }));
        }

        scopes.Use(db =>
        {
            db.Database.OpenConnection();
            using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            return command.ExecuteScalar()?.ToString();
        }).ShouldBe(value);
    }

    [Fact]
    public async Task A_statement_waits_five_seconds_at_most() =>
        (await (await ScopesAsync()).UseAsync(db =>
            Task.FromResult(db.Database.GetDbConnection().CreateCommand().CommandTimeout))).ShouldBe(5);

    [Fact]
    public async Task T4_no_file_contains_erased_ciphertext()
    {
        var host = await _instance.StartAsync();
        var scopes = host.Services.GetRequiredService<ScopedServices>();
        var secrets = Enumerable.Range(0, 100).Select(_ => RandomNumberGenerator.GetBytes(300)).ToList();
        await scopes.UseAsync(db => db.Database.ExecuteSqlRawAsync("CREATE TABLE erased (content BLOB)"));
        foreach (var secret in secrets)
            await scopes.UseAsync(db => db.Database.ExecuteSqlAsync($"INSERT INTO erased VALUES ({secret})"));
        Left(secrets).ShouldBe(100);

        await scopes.UseAsync(db => db.Database.ExecuteSqlRawAsync("DELETE FROM erased"));
        (await host.Services.GetRequiredService<IDatabaseDialect>().TruncateWalAsync(CancellationToken.None))
            .ShouldBeTrue();

        Left(secrets).ShouldBe(0);
        new FileInfo(_instance.Database + "-wal").Length.ShouldBe(0);
    }

    [Fact]
    public async Task T4_a_reader_that_prevents_the_truncation_of_the_log_is_reported()
    {
        var host = await _instance.StartAsync();
        var scopes = host.Services.GetRequiredService<ScopedServices>();
        using var reader = new SqliteConnection($"Data Source={_instance.Database};Pooling=False");
        await reader.OpenAsync();
        await using var command = reader.CreateCommand();
        command.CommandText = "BEGIN DEFERRED; SELECT count(*) FROM meta";
        await command.ExecuteScalarAsync();
        await scopes.UseAsync(db => db.Database.ExecuteSqlRawAsync("CREATE TABLE later (content BLOB)"));

        var dialect = host.Services.GetRequiredService<IDatabaseDialect>();
        (await dialect.TruncateWalAsync(CancellationToken.None)).ShouldBeFalse();
        dialect.IsWalTruncationDue.ShouldBeTrue();

        await reader.CloseAsync();
        (await dialect.TruncateWalAsync(CancellationToken.None)).ShouldBeTrue();
        dialect.IsWalTruncationDue.ShouldBeFalse();
    }

    [Theory]
    [InlineData("3.51.2")]
    [InlineData("3.46.0")]
    [InlineData("2.99.99")]
    public void A_version_of_SQLite_that_can_damage_databases_is_refused(string version) =>
        Should.Throw<DatabaseUnusableException>(() => SqliteMigrator.RequireVersion(version))
            .Message.ShouldContain(version);

    [Fact]
    public void The_SQLite_of_this_build_is_recent_enough()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();

        Should.NotThrow(() => SqliteMigrator.RequireVersion(connection.ServerVersion));
    }

    [Fact]
    public async Task A_full_disk_and_a_read_only_file_have_different_messages()
    {
        await _instance.StartAndStopAsync();

        Explain("", "PRAGMA max_page_count=1").ShouldContain("is full");
        Explain("Mode=ReadOnly", "PRAGMA user_version").ShouldContain("is read-only");
        SqliteErrors.Describe(new IOException("other"), _instance.Database).ShouldBeNull();
    }

    public void Dispose() => _instance.Dispose();

    private static async Task<string?> PragmaAsync(MusicAuthDb db, string pragma)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    private async Task<ScopedServices> ScopesAsync() =>
        (await _instance.StartAsync()).Services.GetRequiredService<ScopedServices>();

    private int Left(List<byte[]> secrets)
    {
        var bytes = _instance.DatabaseBytes();
        return secrets.Count(secret => bytes.Contains(Encoding.Latin1.GetString(secret), StringComparison.Ordinal));
    }

    private string Explain(string settings, string preparation)
    {
        using var connection = new SqliteConnection($"Data Source={_instance.Database};Pooling=False;{settings}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = preparation;
        command.ExecuteNonQuery();
        command.CommandText = "CREATE TABLE bulk AS SELECT randomblob(100000)";
        var failure = Should.Throw<SqliteException>(() => command.ExecuteNonQuery());
        return SqliteErrors.Describe(new InvalidOperationException("outer", failure), _instance.Database)
            .ShouldNotBeNull();
    }
}
