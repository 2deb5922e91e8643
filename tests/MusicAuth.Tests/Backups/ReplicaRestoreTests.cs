using Shouldly;

namespace MusicAuth.Tests.Backups;

/// <summary>A process restores a backup into the PostgreSQL database of another process that runs.</summary>
public sealed class ReplicaRestoreTests : IDisposable
{
    private const int StartAgain = 75;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    [LongFact]
    public async Task The_replica_with_the_former_keys_stops_by_itself_and_works_after_its_next_start()
    {
        await using var old = await Broker.StartAsync();
        using var dora = await old.SignedInAsync("dora", "spotify");
        var backup = await BackupTest.BackUpAsync(old, _folder.FullName);
        Dictionary<string, string?> database = new()
        {
            ["Database:Kind"] = "Postgres",
            ["Database:ConnectionString"] = await (await PostgresServer.CommonAsync()).NewDatabaseAsync(),
        };
        // All replicas share the file of the master key.
        string[] settings =
        [
            $"--Vault:MasterKeyFile={Path.Combine(_folder.FullName, "keys", "master.key")}",
            .. database.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var port = FreePort.Take();
        using var replica = new BrokerProcess([$"--urls=http://127.0.0.1:{port}", .. settings]);
        await replica.WaitUntilAnsweringAsync(port);

        var restored = await BackupTest.RunAsync(
            ["restore", backup, $"--DataDirectory={Path.Combine(_folder.FullName, "other")}", .. settings]);

        restored.ExitCode.ShouldBe(0, restored.Error);
        var (exitCode, output, error) = await replica.WaitAsync();
        exitCode.ShouldBe(StartAgain, error);
        (output + error).ShouldContain("The database belongs to another instance now");
        using var again = new BrokerProcess([$"--urls=http://127.0.0.1:{port}", .. settings]);
        await again.WaitUntilAnsweringAsync(port);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
