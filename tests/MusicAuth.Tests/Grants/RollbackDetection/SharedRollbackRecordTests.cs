using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>The rollback record where several processes use one database and one file of the record.</summary>
public sealed class SharedRollbackRecordTests : RollbackRecordTest
{
    private const string AnotherKey = "X'0102030405060708'";

    [Fact]
    public async Task A_restore_of_the_same_instance_with_another_master_key_stops_this_process()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        Grants.Database.Execute($"UPDATE meta SET epoch = epoch + 1, key_id = {AnotherKey}");

        (await WriteAsync()).ShouldBeFalse();

        IsStopping.ShouldBeTrue();
        Grants.Get<RollbackRecordWriter>().IsDatabaseReplaced.ShouldBeTrue();
        Grants.Log.ShouldContain(line => line.StartsWith(
            "Critical: The database is encrypted with another master key now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restore_of_the_same_instance_with_a_key_of_this_process_stops_nothing()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        var key = Convert.ToHexString(Grants.Get<DerivedKeySet>().Current.Id);
        Grants.Database.Execute($"UPDATE meta SET epoch = epoch + 1, key_id = X'{key}'");

        (await WriteAsync()).ShouldBeTrue();

        IsStopping.ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_of_the_master_key_by_another_process_stops_nothing()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        Grants.Database.Execute($"UPDATE meta SET commits = commits + 1, key_id = {AnotherKey}");

        (await WriteAsync()).ShouldBeTrue();

        IsStopping.ShouldBeFalse();
    }

    [Fact]
    public async Task A_record_that_another_process_writes_between_the_two_reads_raises_no_alarm()
    {
        await Grants.ConsentAsync();
        await WriteAsync();
        var file = new RollbackRecordFile(
            new ChangedMeanwhile(Vault, CommitElsewhere), NullLogger<RollbackRecordFile>.Instance);
        using var writer = NewWriter(file);

        (await writer.WriteAsync(CancellationToken.None)).ShouldBeFalse();

        Grants.Log.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_is_not_refused_because_another_replica_writes_the_record_meanwhile()
    {
        await Grants.ConsentAsync();
        await WriteAsync();

        // After the check of the record, the start reads the file of the master key, which this test does not have.
        await Should.ThrowAsync<MasterKeyUnusableException>(() => Grants.Get<VaultStartup>().OpenAsync(
            async () =>
            {
                var metadata = await Grants.Get<PlainSql>().UseAsync(
                    database => InstanceMetadataQuery.ReadAsync(database, CancellationToken.None),
                    CancellationToken.None);
                await Grants.ConsentAsync();
                (await WriteAsync()).ShouldBeTrue();
                return metadata;
            },
            "musicauth.db"));
    }

    private void CommitElsewhere()
    {
        Grants.Database.Execute("UPDATE meta SET commits = commits + 1");
        var lines = File.ReadAllLines(Vault.MarkFile);
        var header = lines[0].Split(' ');
        header[3] = $"{long.Parse(header[3], CultureInfo.InvariantCulture) + 1}";
        lines[0] = string.Join(' ', header);
        File.WriteAllText(Vault.MarkFile, string.Join('\n', lines) + "\n");
    }

    // Makes the change at the first use of the options, directly before the writer reads the record.
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
