using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Startup;

public sealed class StartupSequenceTests : IDisposable
{
    private readonly Instance _instance = new();

    [Fact]
    public async Task A_first_start_creates_a_private_key_and_a_private_database()
    {
        await _instance.StartAsync();

        Mode(_instance.DataDirectory).ShouldBe("700");
        foreach (var file in Directory.GetFiles(_instance.DataDirectory))
            Mode(file).ShouldBe("600", file);
        Directory.GetFiles(_instance.DataDirectory).Select(Path.GetFileName).ShouldBe(
            [
                "instance", "master.key", "master.key.mark", "musicauth.db", "musicauth.db-shm", "musicauth.db-wal",
                "musicauth.lock",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_database_that_others_can_read_becomes_private()
    {
        await _instance.StartAndStopAsync();
        File.SetUnixFileMode(_instance.Database, File.GetUnixFileMode(_instance.Database) | UnixFileMode.OtherRead);

        await _instance.StartAsync();

        Mode(_instance.Database).ShouldBe("600");
    }

    [Fact]
    public async Task The_log_recommends_a_backup_of_a_new_key_once()
    {
        await _instance.StartAndStopAsync();
        await _instance.StartAndStopAsync();

        _instance.Logs.GetSnapshot().Count(record => record.Message.Contains("Back it up", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_key_file_from_before_the_first_start_is_used()
    {
        Directory.CreateDirectory(_instance.DataDirectory);
        using var key = MasterKey.Generate();
        WriteKey(_instance.MasterKey, key.Export());

        await _instance.StartAndStopAsync();

        (await File.ReadAllBytesAsync(_instance.MasterKey)).ShouldBe(key.Export());
        (await _instance.StartAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_stopped_broker_leaves_one_database_file_to_copy()
    {
        await _instance.StartAndStopAsync();

        Directory.GetFiles(_instance.DataDirectory, "musicauth.db*").ShouldBe([_instance.Database]);
    }

    [Fact]
    public async Task A_second_broker_on_the_same_data_directory_is_refused_and_the_first_continues()
    {
        using var first = await _instance.StartAsync();
        using var second = _instance.Build();

        var refusal = await Should.ThrowAsync<StartupException>(
            () => second.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None));

        refusal.ExitCode.ShouldBe(65);
        refusal.Message.ShouldContain("PostgreSQL");
        refusal.Message.ShouldNotContain('\n');
        _instance.Query("SELECT count(*) FROM meta").ShouldBe("1");
    }

    [Theory]
    [InlineData("data/musicauth.db")]
    [InlineData("folder/musicauth.db")]
    [InlineData("linked.db")]
    public async Task R25_a_second_broker_on_the_same_file_is_refused_with_any_data_directory(string named)
    {
        using var first = await _instance.StartAsync();
        Directory.CreateSymbolicLink(_instance.PathBeside("folder"), _instance.DataDirectory);
        File.CreateSymbolicLink(_instance.PathBeside("linked.db"), _instance.Database);
        using var second = _instance.Build(
            ("DataDirectory", _instance.PathBeside("other")),
            ("Vault:MasterKeyFile", _instance.MasterKey),
            ("Database:ConnectionString", $"Data Source={_instance.PathBeside(named)}"));

        var refusal = await Should.ThrowAsync<StartupException>(
            () => second.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None));

        refusal.ExitCode.ShouldBe(65);
        refusal.Message.ShouldContain("PostgreSQL");
    }

    [Fact]
    public async Task A_data_directory_with_two_paths_is_locked_once()
    {
        await _instance.StartAndStopAsync();
        Directory.CreateSymbolicLink(_instance.PathBeside("folder"), _instance.DataDirectory);

        (await _instance.StartAsync(
            ("DataDirectory", _instance.PathBeside("folder")),
            ("Database:ConnectionString", $"Data Source={_instance.Database}"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lock_of_another_process_is_detected_until_that_process_ends()
    {
        await _instance.StartAndStopAsync();
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "flock is not installed");
        using var other = System.Diagnostics.Process.Start(
            "/usr/bin/flock", ["-o", Path.Combine(_instance.DataDirectory, "musicauth.lock"), "sleep", "60"]);
        try
        {
            await RefusedWhileHeldAsync();
        }
        finally
        {
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync();
        }

        (await _instance.StartAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task All_errors_of_the_configuration_are_reported_together()
    {
        var message = await _instance.ShouldRefuseStartAsync(
            1, ("Database:Kind", "Postgres"), ("Vault:MasterKeyFile", " "));

        message.Split(Environment.NewLine).Length.ShouldBe(2);
        message.ShouldContain("Database:ConnectionString is not a valid PostgreSQL connection string");
        message.ShouldContain("Vault:MasterKeyFile is empty");
        Directory.Exists(_instance.DataDirectory).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Database:Kind", "Oracle")]
    [InlineData("Database:ConnectionString", "Data Source=:memory:")]
    [InlineData("Database:ConnectionString", "Data Source=x;Mode=Memory")]
    [InlineData("Database:ConnectionString", "Host=db;Username=me")]
    [InlineData("Database:ConnectionString", "")]
    [InlineData("DataDirectory", "")]
    [InlineData("Vault:PreviousMasterKeyFiles:0", "")]
    [InlineData("Vault:PreviousMasterKeyFiles:0", "{DataDirectory}/master.key")]
    public async Task The_error_of_an_invalid_setting_contains_its_name(string key, string value) =>
        (await _instance.ShouldRefuseStartAsync(1, (key, value))).ShouldContain(key.TrimEnd('0').TrimEnd(':'));

    [Fact]
    public async Task The_error_of_an_impossible_data_directory_is_one_line()
    {
        var message = await _instance.ShouldRefuseStartAsync(65, ("DataDirectory", "/proc/self/musicauth"));

        message.ShouldContain("/proc/self/musicauth");
        message.ShouldNotContain('\n');
    }

    public void Dispose() => _instance.Dispose();

    internal static void WriteKey(string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private async Task RefusedWhileHeldAsync()
    {
        // The other process needs a moment to take the lock; this process releases its own lock at once.
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await _instance.StartAndStopAsync();
                await Task.Delay(20);
            }
            catch (StartupException refusal)
            {
                refusal.ExitCode.ShouldBe(65);
                return;
            }
        }

        Assert.Fail("The lock of another process was not noticed.");
    }
}
