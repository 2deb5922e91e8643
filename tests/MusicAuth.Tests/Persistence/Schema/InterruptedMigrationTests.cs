using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence.Migrations;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>If a process is killed during a migration of SQLite, the next start restores the backup.</summary>
public sealed class InterruptedMigrationTests : IDisposable
{
    private const string LastMigration = "20261128230000_Last";
    private readonly Instance _instance = new();
    private readonly SqliteMigrationBackup _backup;

    public InterruptedMigrationTests()
    {
        Directory.CreateDirectory(_instance.DataDirectory);
        _backup = new SqliteMigrationBackup(Options.Create(
            new DatabaseOptions { ConnectionString = $"Data Source={_instance.Database}" }));
    }

    private string Marker => _instance.Database + ".migrating";

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task The_next_start_restores_the_backup_and_migrates_again()
    {
        await using var db = Open(_instance.Database);
        await db.Database.ExecuteSqlRawAsync(await File.ReadAllTextAsync(Repository.PathOf(
            "tests", "MusicAuth.Tests", "Persistence", "Schema", "Released", "0.1.0-sqlite.sql")));
        var copy = _backup.Create((await db.Database.GetAppliedMigrationsAsync()).Last());
        // The migration has created its first table, but its history has no row yet.
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE notice_channels (half integer)");

        await _instance.StartAsync();

        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        (await CountAsync(db, "pragma_table_info('notice_channels') WHERE name = 'half'")).ShouldBe(0);
        await using var before = Open(copy);
        (await CountAsync(before, "sqlite_master WHERE name = 'notice_channels'")).ShouldBe(0);
        (await CountAsync(before, "sqlite_master WHERE name = 'grants'")).ShouldBe(1);
        File.Exists(Marker).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_was_used_after_the_backup_is_not_overwritten()
    {
        await using var db = await CreateCounterAsync();
        _backup.Create(LastMigration);
        await db.Database.ExecuteSqlRawAsync("UPDATE meta SET commits = 8");

        _backup.RestoreInterrupted().ShouldBeNull();

        (await CountAsync(db, "meta WHERE commits = 8")).ShouldBe(1);
        File.Exists(Marker).ShouldBeFalse();
    }

    [Fact]
    public async Task A_completed_migration_is_not_undone()
    {
        await using var db = await CreateCounterAsync();
        _backup.Create(LastMigration);
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE new_table (id integer)");
        _backup.Complete();

        _backup.RestoreInterrupted().ShouldBeNull();

        (await CountAsync(db, "sqlite_master WHERE name = 'new_table'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_counter_table_that_the_migration_was_rebuilding_is_restored()
    {
        await using var db = await CreateCounterAsync();
        var copy = _backup.Create(LastMigration);
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE meta RENAME TO ef_temp_meta");

        _backup.RestoreInterrupted().ShouldBe(copy);

        (await CountAsync(db, "meta WHERE commits = 7")).ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_backup_leaves_the_previous_backup()
    {
        await using var db = await CreateCounterAsync();
        var copy = _backup.Create(LastMigration);
        var content = await File.ReadAllBytesAsync(copy);
        await db.Database.CloseConnectionAsync();
        await File.WriteAllTextAsync(_instance.Database, "no database");

        Should.Throw<Microsoft.Data.Sqlite.SqliteException>(() => _backup.Create(LastMigration));

        (await File.ReadAllBytesAsync(copy)).ShouldBe(content);
        Directory.GetFiles(_instance.DataDirectory, "*.unfinished").ShouldBeEmpty();
    }

    [Fact]
    public void After_two_weeks_only_the_copies_of_known_migrations_are_deleted()
    {
        var (old, recent) = (MigrationIds.Sqlite[0], MigrationIds.Sqlite[1]);
        foreach (var name in new[] { old, $"{old}.unfinished", "upgrade", LastMigration, recent })
        {
            var file = $"{_instance.Database}.before-{name}";
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(
                file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(name == recent ? -13 : -15));
        }

        _backup.DeleteOld();

        Directory.GetFiles(_instance.DataDirectory).Select(Path.GetFileName).ShouldBe(
            new[] { "upgrade", LastMigration, recent }.Select(name => $"musicauth.db.before-{name}"),
            ignoreOrder: true);
    }

    private async Task<SqliteDb> CreateCounterAsync()
    {
        var db = Open(_instance.Database);
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TABLE meta (epoch integer, commits integer); INSERT INTO meta VALUES (1, 7)");
        return db;
    }

    private static SqliteDb Open(string file) => new(
        new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={file};Pooling=False").Options);

#pragma warning disable EF1002 // The names come from this test.
    private static async Task<int> CountAsync(SqliteDb db, string from) =>
        (await db.Database.SqlQueryRaw<int>($"SELECT count(*) AS \"Value\" FROM {from}").ToListAsync())[0];
#pragma warning restore EF1002
}
