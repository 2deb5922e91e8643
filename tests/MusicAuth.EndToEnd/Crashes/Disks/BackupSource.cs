using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>A backup of an instance with one user, whose database has more than four megabytes.</summary>
internal sealed class BackupSource : IAsyncDisposable
{
    public const string Passphrase = "a long passphrase";

    private readonly TempFolder _folder = new();
    private readonly StandaloneBroker _broker;

    private BackupSource(StandaloneBroker broker) => _broker = broker;

    public string File => _folder.PathOf("backup.age");

    public string MasterKey => Path.Combine(_broker.DataDirectory, "master.key");

    public static async Task<BackupSource> CreateAsync(bool withKey)
    {
        var source = new BackupSource(await StandaloneBroker.StartAsync());
        using (var dora = new CookieClient(source._broker.Address))
        {
            await dora.SignInAsync("spotify", "dora");
            await dora.NewKeyAsync("library:read");
        }

        using (var database = SqliteFile.Open(source._broker.Database))
            SqliteFile.Scalar(database, "UPDATE api_keys SET last_used_from = hex(randomblob(2000000))");
        string[] key = withKey ? ["--with-key"] : [];
        var (exitCode, errors) = await RunAsync(
            ["backup", source.File, .. key, $"--DataDirectory={source._broker.DataDirectory}"]);
        exitCode.ShouldBe(0, string.Join('\n', errors));
        return source;
    }

    public static async Task<(int ExitCode, IReadOnlyList<string> Errors)> RunAsync(params string[] args)
    {
        await using var process = await RunningProcess.RunAsync(
            Builds.Broker, args,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Backup__Passphrase"] = Passphrase });
        return (process.ExitCode, process.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }
}
