using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Startup;

/// <summary>R15: the start leaves an unusable database unchanged, and its error states the remedy.</summary>
public sealed class UnusableDatabaseTests : IDisposable
{
    private readonly Instance _instance = new();

    public static TheoryData<string> Damages() => ["text", "header", "half", "schema", "data"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task R15_a_damaged_database_is_refused_unchanged(string damage)
    {
        await _instance.StartAndStopAsync();
        _instance.Execute("CREATE TABLE playlists (name TEXT); INSERT INTO playlists VALUES ('on the last page')");
        var content = await File.ReadAllBytesAsync(_instance.Database);
        if (damage == "text")
            content = "This is no database.".PadRight(5000).Select(c => (byte)c).ToArray();
        if (damage == "header")
            content.AsSpan(0, 16).Clear();
        if (damage == "half")
            content = content[..(content.Length / 2)];
        if (damage == "schema")
            content.AsSpan(4096, 4096).Fill(0x55);
        if (damage == "data")
            content.AsSpan(content.Length - 4096).Fill(0x55);
        await File.WriteAllBytesAsync(_instance.Database, content);

        var message = await _instance.ShouldRefuseStartAsync(65);

        message.ShouldContain(_instance.Database);
        message.ShouldContain("backup");
        message.ShouldNotContain('\n');
        (await File.ReadAllBytesAsync(_instance.Database)).ShouldBe(content);
    }

    [Fact]
    public async Task R15_a_database_of_a_newer_version_is_refused_unchanged()
    {
        await _instance.StartAndStopAsync();
        _instance.Execute("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99.0')");
        var before = _instance.DatabaseHash();

        (await _instance.ShouldRefuseStartAsync(65)).ShouldContain("newer MusicAuth");

        _instance.DatabaseHash().ShouldBe(before);
    }

    [Fact]
    public async Task R15_the_database_of_another_program_is_refused_unchanged()
    {
        Directory.CreateDirectory(_instance.DataDirectory);
        _instance.Execute("CREATE TABLE photos (id INTEGER)");
        var before = _instance.DatabaseHash();

        (await _instance.ShouldRefuseStartAsync(65)).ShouldContain("another program");

        _instance.DatabaseHash().ShouldBe(before);
        File.Exists(_instance.MasterKey).ShouldBeFalse();
    }

    [Fact]
    public async Task R15_a_log_without_its_database_is_not_deleted()
    {
        await _instance.StartAndStopAsync();
        File.Move(_instance.Database, _instance.Database + "-wal");

        (await _instance.ShouldRefuseStartAsync(65)).ShouldContain("-wal");

        File.Exists(_instance.Database + "-wal").ShouldBeTrue();
    }

    [Fact]
    public async Task The_key_check_reads_the_log_of_a_killed_process()
    {
        await _instance.StartAsync();
        var copy = Directory.CreateDirectory(_instance.PathBeside("copy"));
        foreach (var file in Directory.GetFiles(_instance.DataDirectory))
        {
            if (!file.EndsWith(".lock", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        _instance.Stop();
        File.Delete(Path.Combine(copy.FullName, "master.key"));
        (await _instance.ShouldRefuseStartAsync(78, ("DataDirectory", copy.FullName))).ShouldContain("missing");

        File.Copy(_instance.MasterKey, Path.Combine(copy.FullName, "master.key"));
        (await _instance.StartAsync(("DataDirectory", copy.FullName))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_kill_during_a_migration_does_not_block_the_next_start()
    {
        await _instance.StartAndStopAsync();
        _instance.Execute("""
            CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL);
            INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00+00:00');
            """);

        (await _instance.StartAsync().WaitAsync(TimeSpan.FromMinutes(1))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_start_after_a_kill_during_the_first_migration_begins_again()
    {
        Directory.CreateDirectory(_instance.DataDirectory);
        _instance.Execute("""
            CREATE TABLE __EFMigrationsLock (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL);
            INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00+00:00');
            """);

        (await _instance.StartAsync().WaitAsync(TimeSpan.FromMinutes(1))).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_next_start_rolls_an_interrupted_transaction_back()
    {
        await _instance.StartAndStopAsync();
        LeaveHotJournal();

        await _instance.StartAsync();

        _instance.Query("SELECT count(*) FROM sqlite_master WHERE name = 'bulk'").ShouldBe("0");
    }

    public void Dispose() => _instance.Dispose();

    // A tiny page cache makes SQLite write into the database before the commit.
    private void LeaveHotJournal()
    {
        var copies = new[] { "", "-journal" }.Select(suffix => _instance.Database + suffix).ToList();
        using (var connection = new SqliteConnection($"Data Source={_instance.Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                PRAGMA journal_mode=DELETE; PRAGMA cache_size=2; BEGIN; CREATE TABLE bulk (content BLOB);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
                INSERT INTO bulk SELECT randomblob(4000) FROM n;
                """;
            command.ExecuteNonQuery();
            copies.ForEach(file => File.Copy(file, file + ".copy"));
        }

        copies.ForEach(file => File.Move(file + ".copy", file, overwrite: true));
    }
}
