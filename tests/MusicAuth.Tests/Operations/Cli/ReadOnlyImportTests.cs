using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>The import from a SQLite file on a read-only mount, as in a container.</summary>
public sealed class ReadOnlyImportTests : IAsyncLifetime
{
    private Broker _broker = null!;
    private string _target = null!;

    private string Source => Path.Combine(_broker.DataDirectory, "musicauth.db");

    public async ValueTask InitializeAsync()
    {
        _target = await (await PostgresServer.CommonAsync()).NewDatabaseAsync();
        _broker = await Broker.StartAsync();
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_on_a_read_only_mount_is_copied_unless_its_log_contains_changes(bool withLog)
    {
        await _broker.StopAsync();
        if (withLog) await File.WriteAllBytesAsync($"{Source}-wal", new byte[32]);
        var folder = _broker.DataDirectory;
        using var elsewhere = new Instance();
        Directory.CreateDirectory(elsewhere.DataDirectory);
        File.Copy(Path.Combine(folder, "master.key"), elsewhere.MasterKey);
        if (!await RunAsync("mount", "--bind", folder, folder)
            || !await RunAsync("mount", "-o", "remount,bind,ro", folder))
        {
            await RunAsync("umount", folder);
            Assert.Skip("A folder cannot be mounted read-only here, because that needs root.");
        }

        try
        {
            using var import = new BrokerProcess(
                "import-sqlite", Source, $"--DataDirectory={elsewhere.DataDirectory}", "--Database:Kind=Postgres",
                $"--Database:ConnectionString={_target}");
            var (exitCode, output, error) = await import.WaitAsync();

            exitCode.ShouldBe(withLog ? 65 : 0, error);
            if (withLog)
                error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
                    .ShouldContain("Copy both files to a writable folder");
            else
                output.ShouldContain("2 grants");
        }
        finally
        {
            await RunAsync("umount", folder);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            });
        await process!.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
