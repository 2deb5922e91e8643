using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Settings;

/// <summary>Names in the folder of secrets, and unknown commands.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("musicauth-secrets");

    [Fact]
    public void A_mistyped_secret_file_is_an_error_and_a_file_of_another_program_is_not()
    {
        File.WriteAllText(Path.Combine(_secrets.FullName, "Spotify__ClientSecrt"), "planted");
        File.WriteAllText(Path.Combine(_secrets.FullName, "postgres_password"), "planted");
        Directory.CreateDirectory(Path.Combine(_secrets.FullName, "Spotify__Folder"));

        var builder = BrokerBuilderFactory.Create([], _secrets.FullName);

        var problem = builder.Services.Select(service => service.ImplementationInstance).OfType<SettingErrors>()
            .Single().All.ShouldHaveSingleItem();
        problem.ShouldStartWith("Spotify:ClientSecrt is not a setting. Did you mean Spotify:ClientSecret? (file ");
        problem.ShouldNotContain("planted");
    }

    [Fact]
    public void The_error_of_an_unreadable_secret_is_one_line_without_a_stack_trace()
    {
        // A link to itself, because root can read a file with any mode.
        var loop = Path.Combine(_secrets.FullName, "Spotify__ClientSecret");
        File.CreateSymbolicLink(loop, loop);

        var refusal = Should.Throw<StartupException>(() => BrokerBuilderFactory.Create([], _secrets.FullName));

        refusal.ExitCode.ShouldBe(1);
        refusal.Message.ShouldStartWith("MusicAuth cannot read a configuration file: ");
    }

    [Theory]
    [InlineData(
        "{\n  \"Spotify\": { \"ClientId\": }\n}", 1, " is not valid JSON (line 2). Correct the file or remove it.")]
    [InlineData("[1]", 1, " is not valid JSON. Correct the file or remove it.")]
    [InlineData("", 1, " is not valid JSON")]
    [InlineData("{\"Spotfy\": {\"ClientId\": \"planted\"}}", 1, "Spotfy:ClientId is not a setting.")]
    [InlineData("{\"Spotify\": \"planted\"}", 1, "Spotify is a section and takes no value.")]
    [InlineData("{\"Web\": {\"TrustedProxies\": {\"one\": \"planted\"}}}", 1, "Web:TrustedProxies:one is not")]
    public async Task The_error_of_a_wrong_settings_file_is_one_line_with_its_name(
        string content, int exitCode, string words)
    {
        var environment = $"W7{Guid.NewGuid():N}";
        var file = Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, content);
        try
        {
            using var broker = new BrokerProcess(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_ENVIRONMENT"] = environment });

            var (code, _, error) = await broker.WaitAsync();

            code.ShouldBe(exitCode, error);
            var line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
            line.ShouldStartWith("musicauth: ");
            line.ShouldContain(words);
            line.ShouldContain($"appsettings.{environment}.json");
            line.ShouldNotContain("planted");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("health", "--nonsense", "nonsense is not a setting.")]
    [InlineData("health", "now", "'health' does not take the argument 'now'.")]
    [InlineData("vault", "rotat", "'vault' has no command 'rotat'. Did you mean rotate?")]
    [InlineData("vault", "", "'vault' requires a command: rotate or new-key.")]
    [InlineData("import-sqlite", "", "'import-sqlite' requires <file>")]
    [InlineData("imprt-sqlite", "x", "MusicAuth has no command 'imprt-sqlite'. Did you mean import-sqlite?")]
    public async Task The_error_of_a_mistyped_command_or_option_is_one_line_with_exit_code_1(
        string command, string word, string words)
    {
        using var broker = new BrokerProcess(word.Length == 0 ? [command] : [command, word]);

        var (exitCode, _, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1, error);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldStartWith($"musicauth: {words}");
    }

    public void Dispose() => _secrets.Delete(recursive: true);
}
