using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

public sealed class VaultCommandTests : IDisposable
{
    private readonly Instance _instance = new();

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task New_key_creates_a_private_file_once_and_an_instance_starts_with_it()
    {
        var file = _instance.PathBeside("next.key");
        var (exitCode, output, error) = await InProcessCommand.RunAsync("vault", "new-key", file);
        exitCode.ShouldBe(0, error);
        output.ShouldContain("Back it up");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var key = await File.ReadAllBytesAsync(file);
        output.ShouldNotContain(System.Text.Encoding.ASCII.GetString(key).Trim());

        (exitCode, _, error) = await InProcessCommand.RunAsync("vault", "new-key", file);
        exitCode.ShouldBe(78);
        error.ShouldContain("was not overwritten");
        (await File.ReadAllBytesAsync(file)).ShouldBe(key);

        await _instance.StartAsync(("Vault:MasterKeyFile", file));
    }

    [Fact]
    public async Task Rotate_needs_a_database_that_a_broker_has_used()
    {
        var (exitCode, _, error) = await InProcessCommand.RunAsync(
            "vault", "rotate", $"--DataDirectory={_instance.DataDirectory}");

        exitCode.ShouldBe(65, error);
        error.ShouldContain("Start this version with the database first");
        Directory.Exists(_instance.DataDirectory).ShouldBeFalse();
    }
}
