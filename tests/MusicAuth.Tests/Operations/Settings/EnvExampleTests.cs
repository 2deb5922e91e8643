using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Settings;

/// <summary>.env.example has every setting with its default, and the compose files pass each of them on.</summary>
public sealed partial class EnvExampleTests
{
    // The image sets these, as the last lines of the file state.
    private static readonly string[] SetByTheImage = ["Urls", "DataDirectory", "Vault:MasterKeyFile"];

    private static readonly string Example = File.ReadAllText(Repository.PathOf(".env.example"));

    public static TheoryData<string> ComposeFiles =>
        [.. ComposeTests.Files.Select(file => file.Data).Where(file => !file.Contains("sandbox"))];

    [Fact]
    public void Every_setting_is_in_the_example()
    {
        var direct = Lines().Select(line => line.Name).ToHashSet(StringComparer.Ordinal);
        var passed = PassedOn(File.ReadAllText(Repository.PathOf("compose.yaml")));

        var missing = SettingCatalog.All.Select(setting => setting.Name)
            .Where(name => !direct.Contains(name))
            .Where(name => !(passed.TryGetValue(name, out var variable) && Variables().Contains(variable)))
            .Where(name => !(SetByTheImage.Contains(name)
                && Example.Contains(name.Replace(":", "__", StringComparison.Ordinal))));

        missing.ShouldBeEmpty(".env.example needs these lines");
    }

    [Fact]
    public void Every_line_shows_the_name_and_the_default_of_a_setting()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(Repository.PathOf("appsettings.json")).Build();

        foreach (var (name, value) in Lines())
        {
            SettingCatalog.Find(name).ShouldNotBeNull(name);
            value.ShouldBe(configuration[name] ?? "", name);
        }
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void Every_broker_of_a_compose_file_reads_the_env_file(string file)
    {
        var text = File.ReadAllText(Repository.PathOf(file));
        if (!text.Contains("target: broker", StringComparison.Ordinal)) return;

        var path = file.Contains('/', StringComparison.Ordinal) ? "../.env" : ".env";

        EnvFile().Matches(text).Select(match => match.Groups["path"].Value).Distinct().ShouldBe([path]);
    }

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void Every_variable_of_a_compose_file_is_in_the_example(string file) =>
        Variable().Matches(File.ReadAllText(Repository.PathOf(file)))
            .Select(match => match.Groups["name"].Value).Except(Variables(), StringComparer.Ordinal)
            .ShouldBeEmpty();

    // Web__AllowedHosts__0 stands for the list Web:AllowedHosts.
    private static IEnumerable<(string Name, string Value)> Lines() => SettingLine().Matches(Example)
        .Select(match => (
            match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal), match.Groups["value"].Value));

    private static string[] Variables() =>
        [.. PlainLine().Matches(Example).Select(match => match.Groups["name"].Value)];

    private static Dictionary<string, string> PassedOn(string compose) => Passed().Matches(compose)
        .ToDictionary(
            match => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal),
            match => match.Groups["variable"].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^#(?<name>[A-Z][A-Za-z]*(__[A-Z][A-Za-z]*)+)(__0)?=(?<value>.*)$", Options)]
    private static partial Regex SettingLine();

    [GeneratedRegex(@"^(?<name>[A-Z_]+)=", Options)]
    private static partial Regex PlainLine();

    [GeneratedRegex(@"^ +(?<name>[A-Z][A-Za-z]*__[A-Za-z]+)(__0)?: \$\{(?<variable>[A-Z_]+)", Options)]
    private static partial Regex Passed();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)", Options)]
    private static partial Regex Variable();

    [GeneratedRegex(@"env_file:\n +- path: (?<path>\S+)\n +required: false", Options)]
    private static partial Regex EnvFile();

    private const RegexOptions Options =
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;
}
