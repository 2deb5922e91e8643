using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>The schema of each release agrees with its file in <c>Released/</c>, and every later version
/// starts on it.</summary>
public abstract partial class ReleasedSchemaTests(DatabaseKind kind) : IDisposable
{
    private const string DevelopmentMigration = "20261128224848_PendingLinks";
    private readonly Instance _instance = new();

    public static TheoryData<string> Versions => ["0.1.0"];

    private bool IsSqlite => kind == DatabaseKind.Sqlite;

    public void Dispose() => _instance.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_migrations_of_a_release_create_the_schema_of_its_file(string version)
    {
        await using var released = await CreateAsync("released.db");
        await released.Database.ExecuteSqlRawAsync(await ReadSqlAsync(version));
        var lastMigration = (await released.Database.GetAppliedMigrationsAsync()).Last();
        await using var migrated = await CreateAsync("migrated.db");

        await migrated.GetService<IMigrator>().MigrateAsync(lastMigration);

        (await DescribeAsync(migrated)).ShouldBe(await DescribeAsync(released));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_broker_starts_on_the_database_of_a_release(string version)
    {
        await using var db = await CreateAsync("musicauth.db");
        await db.Database.ExecuteSqlRawAsync(await ReadSqlAsync(version));

        await _instance.StartAsync(Settings(db));

        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        (await db.DataProtectionKeys.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task An_update_copies_the_database_first()
    {
        await using var db = await CreateAsync("musicauth.db");
        await db.Database.ExecuteSqlRawAsync(await ReadSqlAsync("0.1.0"));

        await _instance.StartAsync(Settings(db));

        (await CopyHasTableAsync(db, "grants")).ShouldBeTrue();
        (await CopyHasTableAsync(db, "notice_channels")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_update_that_fails_half_way_leaves_the_old_schema_and_names_the_backup()
    {
        await using var db = await CreateAsync("musicauth.db");
        await db.Database.ExecuteSqlRawAsync(await ReadSqlAsync("0.1.0"));
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE backup_state (in_the_way integer)");
        var before = await DescribeAsync(db);

        var message = await _instance.ShouldRefuseStartAsync(65, Settings(db));

        message.ShouldContain("The database is as it was before");
        message.ShouldContain(IsSqlite ? "musicauth.db.before-" : "musicauth_before_");
        message.ShouldNotContain('\n');
        (await DescribeAsync(db)).ShouldBe(before);
        (await db.Database.GetAppliedMigrationsAsync()).ShouldHaveSingleItem().ShouldEndWith("_Initial");
    }

    [Fact]
    public async Task R16_an_older_database_with_tokens_and_without_its_meta_row_is_refused_unchanged()
    {
        await using var db = await CreateAsync("musicauth.db");
        await db.Database.ExecuteSqlRawAsync(await ReadSqlAsync("0.1.0"));
        var (user, token) = (Guid.NewGuid(), new byte[60]);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO users (id, is_owner, created_at) VALUES ({user}, {false}, 0)");
        await db.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO grants (id, user_id, provider, client_id, account_id, scopes, state, generation, authorized_at,
                access_token)
            VALUES ({{user}}, {{user}}, 'spotify', 'app', 'dora', '{}', 'Active', 1, 0, {{token}})
            """);

        (await _instance.ShouldRefuseStartAsync(78, Settings(db))).ShouldContain("its table meta is empty");

        (await db.Database.GetAppliedMigrationsAsync()).ShouldHaveSingleItem().ShouldEndWith("_Initial");
    }

    [Fact]
    public async Task R15_a_database_of_a_development_version_is_refused_unchanged_and_the_message_states_the_remedy()
    {
        await using var db = await CreateAsync("musicauth.db");
        await db.Database.ExecuteSqlRawAsync(await ReadSqlAsync("0.1.0"));
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "__EFMigrationsHistory" SET "MigrationId" = {DevelopmentMigration}""");

        var message = await _instance.ShouldRefuseStartAsync(65, Settings(db));

        message.ShouldContain("A development version from before 0.1.0 created the database");
        message.ShouldContain("start once with --accept-rollback");
        message.ShouldNotContain('\n');
        (await db.Database.GetAppliedMigrationsAsync()).ShouldBe([DevelopmentMigration]);
    }

    private async Task<MusicAuthDb> CreateAsync(string file)
    {
        if (!IsSqlite)
        {
            var connection = await (await PostgresServer.CommonAsync()).NewDatabaseAsync();
            return new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connection).Options);
        }

        Directory.CreateDirectory(_instance.DataDirectory);
        var path = Path.Combine(_instance.DataDirectory, file);
        return new SqliteDb(
            new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={path};Pooling=False").Options);
    }

    private (string Key, string Value)[] Settings(MusicAuthDb db) => IsSqlite
        ? []
        : [("Database:Kind", "Postgres"), ("Database:ConnectionString", db.Database.GetConnectionString()!)];

    private async Task<bool> CopyHasTableAsync(MusicAuthDb db, string table)
    {
        if (IsSqlite)
        {
            var file = Directory.GetFiles(_instance.DataDirectory, "musicauth.db.before-*").ShouldHaveSingleItem();
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await using var copy = await CreateAsync(Path.GetFileName(file));
            return await AnyAsync(copy, $"SELECT 1 AS \"Value\" FROM sqlite_master WHERE name = '{table}'");
        }

        return await AnyAsync(
            db,
            $"""
            SELECT 1 AS "Value" FROM information_schema.tables
            WHERE table_schema LIKE 'musicauth_before_%' AND table_name = '{table}'
            """);
    }

    private static async Task<bool> AnyAsync(MusicAuthDb db, string sql) =>
        (await db.Database.SqlQueryRaw<int>(sql).ToListAsync()).Count > 0;

    private Task<string> ReadSqlAsync(string version) => File.ReadAllTextAsync(Repository.PathOf(
        "tests", "MusicAuth.Tests", "Persistence", "Schema", "Released",
        $"{version}-{(IsSqlite ? "sqlite" : "postgres")}.sql"));

    private async Task<List<string>> DescribeAsync(MusicAuthDb db)
    {
        var facts = await db.Database.SqlQueryRaw<string>(IsSqlite ? SqliteSchema : PostgresSchema).ToListAsync();
        return [.. facts.Select(fact => Blanks().Replace(fact, " ")).Order(StringComparer.Ordinal)];
    }

    private const string SqliteSchema =
        """
        SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS "Value" FROM sqlite_master
        WHERE name <> '__EFMigrationsLock'
        """;

    private const string PostgresSchema =
        """
        SELECT concat_ws(' ', table_name, column_name, ordinal_position, udt_name, character_maximum_length,
            is_nullable, column_default, is_identity, identity_generation, collation_name) AS "Value"
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        """;

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
