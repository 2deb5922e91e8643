using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Startup;

/// <summary>The error of a file that the start cannot use is one sentence with the documented exit code.</summary>
public sealed class FileFaultTests : IDisposable
{
    private readonly Instance _instance = new();

    [Fact]
    public async Task A_data_directory_that_is_a_file()
    {
        await File.WriteAllTextAsync(_instance.DataDirectory, "");

        (await RefusedAsync(65)).ShouldBe(
            $"The data directory {_instance.DataDirectory} is a file. Set DataDirectory to a folder.");
        File.Delete(_instance.DataDirectory);
    }

    [Fact]
    public async Task A_database_that_is_a_folder()
    {
        Directory.CreateDirectory(_instance.Database);

        (await RefusedAsync(65)).ShouldStartWith($"The database {_instance.Database} is a folder.");
        File.Exists(_instance.MasterKey).ShouldBeFalse("no key is created for an unusable database");
    }

    [Fact]
    public async Task A_lock_file_that_is_a_folder()
    {
        Directory.CreateDirectory(Path.Combine(_instance.DataDirectory, "musicauth.lock"));

        (await RefusedAsync(65))
            .ShouldStartWith($"MusicAuth cannot write to the data directory {_instance.DataDirectory}.");
    }

    [Fact]
    public async Task A_master_key_that_is_a_folder()
    {
        Directory.CreateDirectory(_instance.MasterKey);

        (await RefusedAsync(78))
            .ShouldStartWith($"The master key file {_instance.MasterKey} is a folder.");
    }

    [Fact]
    public async Task A_previous_master_key_that_is_missing()
    {
        await _instance.StartAndStopAsync();
        var missing = _instance.PathBeside("former.key");

        (await RefusedAsync(78, ("Vault:PreviousMasterKeyFiles:0", missing)))
            .ShouldStartWith($"The master key file {missing} is missing.");
    }

    [Fact]
    public async Task Several_previous_master_keys_can_be_in_one_variable()
    {
        await _instance.StartAndStopAsync();
        var missing = _instance.PathBeside("former.key");

        (await RefusedAsync(78, ("Vault:PreviousMasterKeyFiles", $"{missing},{missing}2"))).ShouldContain(missing);
    }

    [Fact]
    public async Task A_link_to_itself()
    {
        Directory.CreateDirectory(_instance.DataDirectory);
        File.CreateSymbolicLink(_instance.MasterKey, _instance.MasterKey);

        (await RefusedAsync(78)).ShouldContain(_instance.MasterKey);
    }

    [Fact]
    public async Task With_a_file_in_place_of_the_spill_folder_the_broker_starts_and_waits_for_the_folder()
    {
        await _instance.StartAndStopAsync();
        var spill = Path.Combine(_instance.DataDirectory, "spill");
        Directory.Delete(spill, recursive: true);
        await File.WriteAllTextAsync(spill, "");

        await _instance.StartAsync();

        _instance.Logs.GetSnapshot().Count(record => record.Message.Contains($"{spill} is a file and not a folder"))
            .ShouldBe(1);
    }

    public void Dispose() => _instance.Dispose();

    private async Task<string> RefusedAsync(int exitCode, params (string Key, string Value)[] settings)
    {
        var message = await _instance.ShouldRefuseStartAsync(exitCode, settings);
        message.ShouldNotContain('\n');
        return message;
    }
}
