using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15: the rollback record beside the master key, while the broker runs.</summary>
public sealed class RollbackRecordWriterTests : CustodyTest
{
    // The writer polls every fifteen seconds, so a write within ten seconds follows a signal.
    private static readonly TimeSpan SignalTimeout = TimeSpan.FromSeconds(10);

    private VaultOptions Vault => Custody.Get<IOptions<VaultOptions>>().Value;

    [Fact]
    public async Task The_record_is_written_only_after_a_change()
    {
        var grant = await Custody.ConsentAsync();
        (await WriteAsync()).ShouldBeTrue();
        var (commits, first) = (await Custody.CommitsAsync(), await File.ReadAllTextAsync(Vault.MarkFile));
        first.ShouldContain($" {commits}\n");
        first.ShouldContain(grant.Id.ToString("N"));
        File.Delete(Vault.MarkFile);

        (await WriteAsync()).ShouldBeFalse();

        File.Exists(Vault.MarkFile).ShouldBeFalse("the database has not changed");
        await Custody.EraseAsync(grant);
        (await WriteAsync()).ShouldBeTrue();
        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldNotContain(grant.Id.ToString("N"));
    }

    [Fact]
    public async Task A_rollback_under_a_running_broker_is_reported_once_and_the_record_stays()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        var record = await File.ReadAllTextAsync(Vault.MarkFile);
        await ExecuteAsync("UPDATE meta SET commits = commits - 1");

        (await WriteAsync()).ShouldBeFalse();
        (await WriteAsync()).ShouldBeFalse();

        Custody.Log.Count(line => line.StartsWith("Critical: The database went back from", StringComparison.Ordinal))
            .ShouldBe(1);
        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldBe(record);
    }

    [Fact]
    public async Task A_restore_by_another_process_stops_this_one_and_leaves_the_record()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        var record = await File.ReadAllTextAsync(Vault.MarkFile);
        Custody.Database.Execute($"UPDATE meta SET instance_id = {Sql(Guid.NewGuid())}, commits = commits + 1");
        IsStopping.ShouldBeFalse();

        (await WriteAsync()).ShouldBeFalse();
        (await WriteAsync()).ShouldBeFalse();

        IsStopping.ShouldBeTrue("the stop also ends the readiness");
        Custody.Get<RollbackRecordWriter>().IsDatabaseReplaced.ShouldBeTrue();
        Custody.Log.Count(line => line.StartsWith("Critical: The database belongs to", StringComparison.Ordinal))
            .ShouldBe(1);
        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldBe(record);
    }

    [Fact]
    public async Task An_unchanged_database_raises_no_alarm()
    {
        await Custody.ConsentAsync();
        await WriteAsync();

        await WriteAsync();

        Custody.Log.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
        IsStopping.ShouldBeFalse();
    }

    [Fact]
    public async Task With_another_key_file_the_record_is_written_beside_it_without_a_change()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        var before = Vault.MarkFile;
        Vault.PreviousMasterKeyFiles = [Vault.MasterKeyFile];
        Vault.MarkFile = Path.Combine(Custody.DataDirectory, "another.mark");

        (await NewWriter().WriteAsync(CancellationToken.None)).ShouldBeFalse();

        (await File.ReadAllTextAsync(Vault.MarkFile)).ShouldBe(await File.ReadAllTextAsync(before));
    }

    [Fact]
    public async Task The_record_follows_a_change_that_is_signalled_before_its_commit()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        // The signal of the consent must not count as the signal of the change.
        (await Custody.Get<RollbackCounter>().WaitForIncrementAsync(
            SignalTimeout, TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await Custody.StartHostAsync();
        var before = await File.ReadAllTextAsync(Vault.MarkFile);

        var reads = 0;

        await Custody.UseAsync(async (MusicAuthDb db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Custody.Get<RollbackCounter>().IncrementAsync(db, CancellationToken.None);
            Custody.Faults.BeforeCommand = sql => reads += sql.Contains("FROM meta", StringComparison.Ordinal) ? 1 : 0;
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
        await Custody.ConsentAsync();
        await Custody.StartHostAsync();
        await Eventually.IsTrueAsync(() => File.Exists(Vault.MarkFile));
        var before = await File.ReadAllTextAsync(Vault.MarkFile);
        var refused = 0;
        Custody.Faults.ShouldFail = sql => sql.Contains("FROM meta", StringComparison.Ordinal) && refused++ < 3;

        await Custody.UseAsync((MusicAuthDb db) =>
            Custody.Get<RollbackCounter>().IncrementAsync(db, CancellationToken.None));

        await Eventually.IsTrueAsync(
            async () => await File.ReadAllTextAsync(Vault.MarkFile) != before, patience: SignalTimeout);
        refused.ShouldBeGreaterThan(3);
        Custody.Log.ShouldContain("Debug: The rollback record beside the master key could not be written now");
    }

    private bool IsStopping => Custody.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private Task<bool> WriteAsync() => Custody.Get<RollbackRecordWriter>().WriteAsync(CancellationToken.None);

    private RollbackRecordWriter NewWriter() => new(
        Custody.Get<RollbackRecordStore>(), Custody.Get<RollbackCounter>(), Custody.Get<RollbackRecordFile>(),
        Custody.Get<DerivedKeySet>(), Custody.Get<IHostApplicationLifetime>(),
        Custody.Get<Microsoft.Extensions.Logging.ILogger<RollbackRecordWriter>>());

    private Task<int> ExecuteAsync(string sql) =>
        Custody.UseAsync((MusicAuthDb db) => db.Database.ExecuteSqlRawAsync(sql));
}
