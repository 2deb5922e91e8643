using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>Invalid input gets one sentence with its remedy, and nothing changes.</summary>
public sealed class BackupCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");
    private Broker _broker = null!;
    private string _backup = null!;

    private string Elsewhere => Path.Combine(_folder.FullName, "elsewhere");

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        _backup = await BackupTest.BackUpAsync(_broker, _folder.FullName, withKey: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_backup_does_not_overwrite_a_file()
    {
        var before = await File.ReadAllBytesAsync(_backup);

        await ShouldFailAsync(
            65, "exists already",
            ["backup", _backup, .. BackupTest.SettingsOf(_broker.DataDirectory, _broker.DatabaseSettings)]);

        (await File.ReadAllBytesAsync(_backup)).ShouldBe(before);
    }

    [Fact]
    public async Task A_backup_in_a_folder_has_the_time_in_its_name_and_is_readable_for_its_user_only()
    {
        var (exitCode, _, error) = await BackupTest.RunAsync(
            ["backup", $"{_folder.FullName}/new/",
                .. BackupTest.SettingsOf(_broker.DataDirectory, _broker.DatabaseSettings)]);

        exitCode.ShouldBe(0, error);
        var file = new DirectoryInfo(Path.Combine(_folder.FullName, "new")).GetFiles("musicauth-*.tar.gz.age")
            .ShouldHaveSingleItem();
        NamedBackup.TryParse(file.FullName).ShouldNotBeNull();
        file.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetDirectories(_broker.DataDirectory, "backup-*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("short", "12 characters or more")]
    [InlineData("", "There is no passphrase")]
    public async Task With_a_missing_or_short_passphrase_no_backup_is_made(string passphrase, string message)
    {
        using var process = new BrokerProcess(
            new Dictionary<string, string>(),
            ["backup", Path.Combine(_folder.FullName, "new.age"),
                .. passphrase.Length > 0 ? PassphraseFile(passphrase) : [],
                .. BackupTest.SettingsOf(_broker.DataDirectory, _broker.DatabaseSettings)]);

        var (exitCode, _, error) = await process.WaitAsync();

        exitCode.ShouldBe(1);
        error.ShouldContain(message);
        File.Exists(Path.Combine(_folder.FullName, "new.age")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("16")]
    [InlineData("12", "--Backup:WorkFactor=12")]
    public async Task The_file_states_the_work_factor_of_the_setting(string workFactor, params string[] setting)
    {
        var file = Path.Combine(_folder.FullName, "new.age");
        var (exitCode, _, error) = await InProcessCommand.RunAsync(
            ["backup", file, .. PassphraseFile(BackupTest.Passphrase), .. setting,
                .. BackupTest.SettingsOf(_broker.DataDirectory, _broker.DatabaseSettings)]);

        exitCode.ShouldBe(0, error);
        (await File.ReadLinesAsync(file).ElementAtAsync(1)).Split(' ')[^1].ShouldBe(workFactor);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(21)]
    public async Task A_work_factor_out_of_range_is_refused(int workFactor)
    {
        var (exitCode, _, error) = await InProcessCommand.RunAsync(
            "config", "check", $"--DataDirectory={Elsewhere}", $"--Backup:WorkFactor={workFactor}");

        exitCode.ShouldBe(1);
        error.ShouldContain("Backup:WorkFactor must be a whole number from 10 to 20.");
    }

    [Fact]
    public async Task A_missing_folder_is_an_error() => await ShouldFailAsync(
        65, "No backup was made",
        ["backup", Path.Combine(_folder.FullName, "missing", "new.age"),
            .. BackupTest.SettingsOf(_broker.DataDirectory, _broker.DatabaseSettings)]);

    [Fact]
    public async Task A_wrong_passphrase_restores_nothing()
    {
        var (exitCode, _, error) = await InProcessCommand.RunAsync(
            ["restore", _backup, .. PassphraseFile("quite another passphrase"), $"--DataDirectory={Elsewhere}"]);

        exitCode.ShouldBe(65);
        error.ShouldBe("musicauth: The passphrase is wrong.\n");
        ShouldBeEmpty();
    }

    [Fact]
    public async Task A_truncated_backup_restores_nothing()
    {
        var content = await File.ReadAllBytesAsync(_backup);
        await File.WriteAllBytesAsync(_backup, content[..^1000]);

        await ShouldFailAsync(
            65, "damaged or incomplete", ["restore", _backup, $"--DataDirectory={Elsewhere}"]);

        ShouldBeEmpty();
    }

    [Fact]
    public async Task A_foreign_file_restores_nothing()
    {
        await File.WriteAllTextAsync(_backup, "%PDF-1.7 and more");

        await ShouldFailAsync(65, "not a backup of MusicAuth", ["restore", _backup, $"--DataDirectory={Elsewhere}"]);

        ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_the_master_key_the_error_names_the_file_for_it()
    {
        await ShouldFailAsync(78, "Put the master key of the old MusicAuth into that file", [
            "restore", _backup, $"--DataDirectory={Elsewhere}"]);

        ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_with_users_is_not_overwritten()
    {
        await _broker.StopAsync();

        await ShouldFailAsync(
            65, "a restore does not overwrite them", ["restore", _backup, $"--DataDirectory={_broker.DataDirectory}"]);

        _broker.Database.Count("sessions").ShouldBe(1);
    }

    [Fact]
    public async Task A_restore_into_a_running_instance_is_refused() => await ShouldFailAsync(
        65, "Another MusicAuth is using", ["restore", _backup, $"--DataDirectory={_broker.DataDirectory}"]);

    private string[] PassphraseFile(string passphrase)
    {
        var file = Path.Combine(_folder.FullName, "passphrase");
        File.WriteAllText(file, passphrase + "\n");
        return [$"--passphrase-file={file}"];
    }

    private static async Task ShouldFailAsync(int exitCode, string message, string[] args)
    {
        var ended = await BackupTest.RunAsync(args);
        ended.ExitCode.ShouldBe(exitCode, ended.Error);
        ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain(message);
    }

    private void ShouldBeEmpty()
    {
        File.Exists(Path.Combine(Elsewhere, "musicauth.db")).ShouldBeFalse();
        File.Exists(Path.Combine(Elsewhere, "master.key")).ShouldBeFalse();
        Directory.GetDirectories(Elsewhere, "backup-*").ShouldBeEmpty();
    }
}
