using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Spill;

/// <summary>The files in the spill folder at a start after a kill.</summary>
public sealed class SpillFolderTests : IDisposable
{
    private const string Unfinished = "k2j4h1.x0z";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("musicauth-spill-");
    private readonly FakeLogger<GrantSpill> _logger = new();
    private readonly IHost _host = Host.CreateEmptyApplicationBuilder(null).Build();

    private FieldProtector _protector = NewProtector();

    private string Folder => Path.Combine(_data.FullName, "spill");

    [Fact]
    public void A_complete_temporary_file_gets_its_name()
    {
        var file = Spilled();
        File.Move(file, $"{file}.{Unfinished}");

        Opened().Pending.ShouldHaveSingleItem().Generation.ShouldBe(7);

        Names().ShouldBe([Path.GetFileName(file), "reserve"]);
    }

    [Fact]
    public void Incomplete_temporary_files_are_deleted()
    {
        var file = Spilled();
        File.WriteAllBytes($"{file}.{Unfinished}", File.ReadAllBytes(file)[..40]);
        File.Delete(file);
        File.WriteAllBytes(Path.Combine(Folder, $"reserve.{Unfinished}"), new byte[4096]);

        Opened().IsEmpty.ShouldBeTrue();

        Names().ShouldBe(["reserve"]);
    }

    [Fact]
    public void A_file_of_an_unknown_key_stays_and_is_not_in_force()
    {
        var file = Spilled();
        _protector = NewProtector();

        Opened().IsEmpty.ShouldBeTrue();

        File.Exists(file).ShouldBeTrue();
        _logger.LatestRecord.Message.ShouldStartWith($"The spill file {file} is encrypted under a master key that is");
    }

    [Fact]
    public void A_damaged_file_stays_and_is_logged()
    {
        var file = Spilled();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..40]);

        Opened().IsEmpty.ShouldBeTrue();

        File.Exists(file).ShouldBeTrue();
        _logger.LatestRecord.Message.ShouldBe($"The spill file {file} is damaged; it stays in the folder");
    }

    [Fact]
    public void A_complete_temporary_file_replaces_its_spill_file()
    {
        var file = Spilled();
        File.Copy(file, $"{file}.{Unfinished}");

        Opened().Pending.ShouldHaveSingleItem();

        Names().ShouldBe([Path.GetFileName(file), "reserve"]);
    }

    [Fact]
    public void An_unreadable_file_stays_and_blocks_its_grant_until_it_is_readable()
    {
        var file = Spilled();
        var (id, content) = (Guid.ParseExact(Path.GetFileName(file)[..32], "N"), File.ReadAllBytes(file));
        File.Delete(file);
        // A link to itself is unreadable even for root, who can read files of any mode.
        File.CreateSymbolicLink(file, file);

        var spill = Opened();

        spill.IsEmpty.ShouldBeTrue();
        _logger.LatestRecord.Message
            .ShouldStartWith($"The spill file {file} cannot be read by this user (IOException).");
        spill.HasUnreadable(id, 6).ShouldBeTrue("the file contains a newer token");
        spill.HasUnreadable(id, 7).ShouldBeFalse("the token of a later sign-in is newer");
        spill.HasUnreadable(Guid.NewGuid(), 1).ShouldBeFalse();

        File.Delete(file);
        File.WriteAllBytes(file, content);
        spill.HasUnreadable(id, 6).ShouldBeFalse();
        spill.Pending.ShouldHaveSingleItem().Generation.ShouldBe(7);
    }

    [Fact]
    public void Foreign_files_are_ignored_and_logged_once()
    {
        Spilled();
        string[] foreign = ["notes.txt", "lost+found.tmp", "token.json.bak", "reserve.backup.of.mine", ".nfs0001"];
        foreach (var name in foreign) File.WriteAllText(Path.Combine(Folder, name), "mine");

        Opened().Pending.ShouldHaveSingleItem();

        foreach (var name in foreign) File.ReadAllText(Path.Combine(Folder, name)).ShouldBe("mine");
        _logger.Collector.GetSnapshot().Select(record => record.Message)
            .Where(line => line.Contains("which ignores them")).ShouldHaveSingleItem()
            .ShouldStartWith($"5 files in {Folder} do not belong to MusicAuth, which ignores them: ");
    }

    [Fact]
    public void A_file_whose_name_and_content_differ_is_ignored()
    {
        var file = Spilled();
        File.Move(file, file.Replace(".7.json", ".9.json"));

        Opened().IsEmpty.ShouldBeTrue();

        _logger.LatestRecord.Message.ShouldEndWith("is damaged; it stays in the folder");
    }

    public void Dispose()
    {
        _host.Dispose();
        _data.Delete(recursive: true);
    }

    private GrantSpill Opened()
    {
        var options = Options.Create(new DatabaseOptions { DataDirectory = _data.FullName });
        var spill = new GrantSpill(
            new SpillFolder(options, NullLogger<SpillFolder>.Instance), new TokenProtector(_protector),
            ActivatorUtilities.CreateInstance<GrantMetrics>(_host.Services), new SpillWakeUp(), _logger);
        spill.LoadFiles();
        return spill;
    }

    private string Spilled()
    {
        Opened().Add(new EncryptedTokenSet
        {
            GrantId = Guid.NewGuid(),
            Generation = 7,
            Scopes = ["playlist-read-private"],
            AccessExpiresAt = null,
            LastRefreshedAt = DateTimeOffset.UnixEpoch,
            EncryptedAccessToken = _protector.Protect(
                new("grants", "access_token", Guid.Empty, Guid.Empty, "", 7), "token"),
            EncryptedRefreshToken = new byte[200],
        });
        return Directory.GetFiles(Folder, "*.json").ShouldHaveSingleItem();
    }

    private static FieldProtector NewProtector()
    {
        var vault = new DerivedKeySet();
        using var master = MasterKey.Generate();
        vault.Load(Guid.NewGuid(), master);
        return new(vault, NullLogger<FieldProtector>.Instance);
    }

    private IEnumerable<string?> Names() =>
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
