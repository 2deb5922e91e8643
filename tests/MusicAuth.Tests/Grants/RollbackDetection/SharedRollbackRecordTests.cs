using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>The rollback record where several processes use one database and one file of the record.</summary>
public sealed class SharedRollbackRecordTests : CustodyTest
{
    private const string AnotherKey = "X'0102030405060708'";

    private VaultOptions Vault => Custody.Get<IOptions<VaultOptions>>().Value;

    [Fact]
    public async Task A_restore_of_the_same_instance_with_another_master_key_stops_this_process()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        Custody.Database.Execute($"UPDATE meta SET epoch = epoch + 1, key_id = {AnotherKey}");

        (await WriteAsync()).ShouldBeFalse();

        IsStopping.ShouldBeTrue();
        Custody.Get<RollbackRecordWriter>().IsDatabaseReplaced.ShouldBeTrue();
        Custody.Log.ShouldContain(line => line.StartsWith(
            "Critical: The database is encrypted with another master key now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_of_the_same_instance_with_a_key_of_this_process_stops_nothing()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        var key = Convert.ToHexString(Custody.Get<DerivedKeySet>().Current.Id);
        Custody.Database.Execute($"UPDATE meta SET epoch = epoch + 1, key_id = X'{key}'");

        (await WriteAsync()).ShouldBeTrue();

        IsStopping.ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_of_the_master_key_by_another_process_stops_nothing()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        Custody.Database.Execute($"UPDATE meta SET commits = commits + 1, key_id = {AnotherKey}");

        (await WriteAsync()).ShouldBeTrue();

        IsStopping.ShouldBeFalse();
    }

    [Fact]
    public async Task A_record_that_another_process_writes_between_the_two_reads_raises_no_alarm()
    {
        await Custody.ConsentAsync();
        await WriteAsync();
        var file = new RollbackRecordFile(
            new ChangedMeanwhile(Vault, CommitElsewhere), NullLogger<RollbackRecordFile>.Instance);
        using var writer = new RollbackRecordWriter(
            Custody.Get<RollbackRecordStore>(), Custody.Get<RollbackCounter>(), file, Custody.Get<DerivedKeySet>(),
            Custody.Get<IHostApplicationLifetime>(), Custody.Get<ILogger<RollbackRecordWriter>>());

        (await writer.WriteAsync(CancellationToken.None)).ShouldBeFalse();

        Custody.Log.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_is_not_refused_because_another_replica_writes_the_record_meanwhile()
    {
        await Custody.ConsentAsync();
        await WriteAsync();

        // This test has no file with its master key, which is the next that a start reads.
        await Should.ThrowAsync<MasterKeyUnusableException>(() => Custody.Get<VaultStartup>().OpenAsync(
            async () =>
            {
                var metadata = await Custody.Get<PlainSql>().UseAsync(
                    database => InstanceMetadataQuery.ReadAsync(database, CancellationToken.None),
                    CancellationToken.None);
                await Custody.ConsentAsync();
                (await WriteAsync()).ShouldBeTrue();
                return metadata;
            },
            "musicauth.db"));
    }

    private void CommitElsewhere()
    {
        Custody.Database.Execute("UPDATE meta SET commits = commits + 1");
        var lines = File.ReadAllLines(Vault.MarkFile);
        var header = lines[0].Split(' ');
        header[3] = $"{long.Parse(header[3], CultureInfo.InvariantCulture) + 1}";
        lines[0] = string.Join(' ', header);
        File.WriteAllText(Vault.MarkFile, string.Join('\n', lines) + "\n");
    }

    private bool IsStopping => Custody.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private Task<bool> WriteAsync() => Custody.Get<RollbackRecordWriter>().WriteAsync(CancellationToken.None);

    // The first use of the options comes after the first read of the database.
    private sealed class ChangedMeanwhile(VaultOptions options, Action change) : IOptions<VaultOptions>
    {
        private Action _change = change;

        public VaultOptions Value
        {
            get
            {
                Interlocked.Exchange(ref _change, static () => { })();
                return options;
            }
        }
    }
}
