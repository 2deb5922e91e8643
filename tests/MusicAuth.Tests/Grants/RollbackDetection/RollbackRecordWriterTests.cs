using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15: the rollback record beside the master key, while the broker runs.</summary>
public sealed class RollbackRecordWriterTests : RollbackRecordTest
{
    // The writer polls every fifteen seconds, so a write within ten seconds follows a signal.
    private static readonly TimeSpan SignalTimeout = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_record_is_written_only_after_a_change()
    {
        var grant = await Grants.ConsentAsync();
        (await WriteAsync()).ShouldBeTrue();
        var (commits, first) = (await Grants.CommitsAsync(), await File.ReadAllTextAsync(Vault.MarkFile));
        first.ShouldContain($" {commits}\n");
        first.ShouldContain(grant.Id.ToString("N"));
        File.Delete(Vault.MarkFile);

        (await WriteAsync()).ShouldBeFalse();

        File.Exists(Vault.MarkFile).ShouldBeFalse("the database has not changed");
        await Grants.EraseAsync(grant);
        (await WriteAsync()).ShouldBeTrue();
        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldNotContain(grant.Id.ToString("N"));
    }

    [Fact]
    public async Task A_rollback_under_a_running_broker_is_reported_once_and_the_record_stays()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        var record = await File.ReadAllTextAsync(Vault.MarkFile);
        await ExecuteAsync("UPDATE meta SET commits = commits - 1");

        (await WriteAsync()).ShouldBeFalse();
        (await WriteAsync()).ShouldBeFalse();

        Grants.Log.Count(line => line.StartsWith("Critical: The database went back from", StringComparison.Ordinal))
            .ShouldBe(1);
        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldBe(record);
    }

    [Fact]
    public async Task A_restore_by_another_process_stops_this_one_and_leaves_the_record()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        var record = await File.ReadAllTextAsync(Vault.MarkFile);
        Grants.Database.Execute($"UPDATE meta SET instance_id = {Sql(Guid.NewGuid())}, commits = commits + 1");
        IsStopping.ShouldBeFalse();

        (await WriteAsync()).ShouldBeFalse();
        (await WriteAsync()).ShouldBeFalse();

        IsStopping.ShouldBeTrue("the stop also ends the readiness");
        Grants.Get<RollbackRecordWriter>().IsDatabaseReplaced.ShouldBeTrue();
        Grants.Log.Count(line => line.StartsWith("Critical: The database belongs to", StringComparison.Ordinal))
            .ShouldBe(1);
        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldBe(record);
    }

    [Fact]
    public async Task An_unchanged_database_raises_no_alarm()
    {
        await Grants.ConsentAsync();
        await WriteAsync();

        await WriteAsync();

        Grants.Log.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
        IsStopping.ShouldBeFalse();
    }

    [Fact]
    public async Task With_another_key_file_the_record_is_written_beside_it_without_a_change()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        var before = Vault.MarkFile;
        Vault.PreviousMasterKeyFiles = [Vault.MasterKeyFile];
        Vault.MarkFile = Path.Combine(Grants.DataDirectory, "another.mark");

        (await NewWriter(Grants.Get<RollbackRecordFile>()).WriteAsync(CancellationToken.None)).ShouldBeFalse();

        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldBe(await File.ReadAllTextAsync(before));
    }

    [Fact]
    public async Task The_record_follows_a_change_that_is_signalled_before_its_commit()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        // The signal of the consent must not count as the signal of the change.
        (await Grants.Get<RollbackCounter>().WaitForIncrementAsync(
            SignalTimeout, TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await Grants.StartHostAsync();
        var before = await File.ReadAllTextAsync(Vault.MarkFile);

        var reads = 0;

        await Grants.UseAsync(async (MusicAuthDb db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Grants.Get<RollbackCounter>().IncrementAsync(db, CancellationToken.None);
            Grants.Faults.BeforeCommand = sql => reads += sql.Contains("FROM meta", StringComparison.Ordinal) ? 1 : 0;
            // At the second read, the first one has found no change.
            await Eventually.IsTrueAsync(() => Volatile.Read(ref reads) >= 2);
            await transaction.CommitAsync();
        });

        await Eventually.IsTrueAsync(
            async () => await File.ReadAllTextAsync(Vault.MarkFile) != before, patience: SignalTimeout);
    }

    [Fact]
    public async Task A_short_failure_of_the_database_only_delays_the_record()
    {
        await Grants.ConsentAsync();
        await Grants.StartHostAsync();
        await Eventually.IsTrueAsync(() => File.Exists(Vault.MarkFile));
        var before = await File.ReadAllTextAsync(Vault.MarkFile);
        var refused = 0;
        Grants.Faults.ShouldFail = sql => sql.Contains("FROM meta", StringComparison.Ordinal) && refused++ < 3;

        await Grants.UseAsync((MusicAuthDb db) =>
            Grants.Get<RollbackCounter>().IncrementAsync(db, CancellationToken.None));

        await Eventually.IsTrueAsync(
            async () => await File.ReadAllTextAsync(Vault.MarkFile) != before, patience: SignalTimeout);
        refused.ShouldBeGreaterThan(3);
        Grants.Log.ShouldContain("Debug: The rollback record beside the master key could not be written now");
    }

    private Task<int> ExecuteAsync(string sql) =>
        Grants.UseAsync((MusicAuthDb db) => db.Database.ExecuteSqlRawAsync(sql));
}
