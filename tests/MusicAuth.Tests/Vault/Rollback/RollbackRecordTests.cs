using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Vault.Rollback;

public sealed class RollbackRecordTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-rollback-");
    private readonly Guid _instance = Guid.NewGuid();

    private string RecordPath => Path.Combine(_folder.FullName, "master.key.mark");

    [Fact]
    public void A_written_record_can_be_read_and_its_file_is_private()
    {
        var (with, without) = (Guid.NewGuid(), Guid.NewGuid());
        var tokens = new Dictionary<Guid, string>
        {
            [with] = RollbackRecord.ShortenFingerprint([1, 2, 3, 4, 5, 6, 7, 8, 9]),
            [without] = RollbackRecord.ShortenFingerprint(null),
        };

        NewFile().Write(new(_instance, 3, 99, tokens)).ShouldBeTrue();

        var read = NewFile().Read().ShouldNotBeNull();
        (read.InstanceId, read.Epoch, read.Commits).ShouldBe((_instance, 3, 99));
        read.TokenFingerprints.ShouldBe(tokens, ignoreOrder: true);
        read.TokenFingerprints[with].ShouldBe("0102030405060708");
        File.GetUnixFileMode(RecordPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData(2, 100, 2, 101, true)]
    [InlineData(2, 100, 3, 1, true)]
    [InlineData(2, 100, 2, 99, false)]
    [InlineData(2, 100, 1, 900, false)]
    public void A_process_that_shares_the_file_never_overwrites_a_newer_record(
        long epoch, long commits, long laterEpoch, long laterCommits, bool isWritten)
    {
        NewFile().Write(Record(epoch, commits));

        NewFile().Write(Record(laterEpoch, laterCommits));

        NewFile().Read()!.ToString().ShouldBe(isWritten ? $"{laterEpoch}.{laterCommits}" : $"{epoch}.{commits}");
    }

    [Fact]
    public void The_record_beside_a_previous_key_counts_too()
    {
        NewFile().Write(Record(1, 50));
        var former = Path.Combine(_folder.FullName, "master.key");

        var file = NewFile(new VaultOptions
        {
            MasterKeyFile = Path.Combine(_folder.FullName, "next.key"),
            MarkFile = Path.Combine(_folder.FullName, "next.key.mark"),
            PreviousMasterKeyFiles = [former],
        });

        file.Read()!.ToString().ShouldBe("1.50");
    }

    [Fact]
    public void A_record_of_another_instance_beside_a_previous_key_does_not_hide_the_own_record()
    {
        var former = Path.Combine(_folder.FullName, "master.key");
        var options = new VaultOptions
        {
            MasterKeyFile = Path.Combine(_folder.FullName, "next.key"),
            MarkFile = Path.Combine(_folder.FullName, "next.key.mark"),
            PreviousMasterKeyFiles = [former],
        };
        NewFile().Write(new(Guid.NewGuid(), 9, 900, new Dictionary<Guid, string>()));
        NewFile(options).Write(Record(1, 50));

        NewFile(options).Read(_instance)!.ToString().ShouldBe("1.50");
        NewFile(options).Read(Guid.NewGuid()).ShouldBeNull();
        NewFile(options).Read(null)!.ToString().ShouldBe("9.900", "an empty database has no instance id");
    }

    [Theory]
    [InlineData("")]
    [InlineData("musicauth-mark")]
    [InlineData("musicauth-mark 0190a5dac967 1 2\nend\n")]
    [InlineData("musicauth-mark 01890a5dac96774bbcceb302099a8057 1 2\n")]
    [InlineData("musicauth-mark 01890a5dac96774bbcceb302099a8057 1 -2\nend\n")]
    [InlineData("musicauth-mark 01890a5dac96774bbcceb302099a8057 1 2\n01890a5dac96\nend\n")]
    public void An_incomplete_record_is_ignored(string content)
    {
        File.WriteAllText(RecordPath, content);

        NewFile().Read().ShouldBeNull();
    }

    [Fact]
    public void Every_encrypted_column_of_the_model_belongs_to_an_encrypted_store() => FindEncryptedColumns().ShouldBe(
        [
            "grants.access_token", "grants.refresh_token", "pending_links.access_token",
            "pending_links.refresh_token", "provider_apps.client_secret", "calendar_feeds.secret",
            "notice_channels.address",
        ],
        ignoreOrder: true,
        "vault rotate does not re-encrypt a column that has no IEncryptedStore");

    [Fact]
    public void R16_a_start_without_a_meta_row_looks_for_values_in_every_encrypted_column() =>
        EncryptedColumns.All.Select(one => $"{one.Table}.{one.Column}")
            .ShouldBe([.. FindEncryptedColumns(), "data_protection_keys.xml"], ignoreOrder: true);

    public void Dispose() => _folder.Delete(recursive: true);

    private static List<string> FindEncryptedColumns()
    {
        using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
        return
        [
            .. db.Model.GetEntityTypes().SelectMany(type => type.GetProperties())
                .Where(property => property.Name.StartsWith("Encrypted", StringComparison.Ordinal)
                    || property.Name.StartsWith("Protected", StringComparison.Ordinal)
                    || property.GetColumnName().EndsWith("_token", StringComparison.Ordinal))
                .Select(property => $"{property.DeclaringType.GetTableName()}.{property.GetColumnName()}"),
        ];
    }

    private RollbackRecord Record(long epoch, long commits) =>
        new(_instance, epoch, commits, new Dictionary<Guid, string>());

    private RollbackRecordFile NewFile(VaultOptions? options = null) => new(
        Options.Create(options ?? new VaultOptions { MarkFile = RecordPath }), NullLogger<RollbackRecordFile>.Instance);
}
