using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Settings;

/// <summary>The compose files only set settings that the broker reads.</summary>
public sealed partial class ComposeTests
{
    public static TheoryData<string> Files =>
    [
        .. ((string[])["", "deploy"]).SelectMany(folder => Directory
            .GetFiles(Repository.PathOf(folder), "compose*.yaml")
            .Select(file => Path.GetRelativePath(Repository.Root, file))),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_setting_of_a_compose_file_exists(string file)
    {
        var known = new ConfigurationBuilder().AddJsonFile(Repository.PathOf("appsettings.json")).Build()
            .AsEnumerable().Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal);

        var set = Setting().Matches(File.ReadAllText(Repository.PathOf(file)))
            .Select(match => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        (set.Count > 0 || !File.ReadAllText(Repository.PathOf(file)).Contains("target: broker")).ShouldBeTrue();
        set.Except(known, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_setting_of_the_Kubernetes_files_and_of_the_unit_exists()
    {
        var text = string.Join('\n', ((string[])["kubernetes/settings.yaml", "systemd/musicauth.env"])
            .Select(file => File.ReadAllText(Repository.PathOf("deploy", file))));

        var names = DeployedSetting().Matches(text).Select(match => match.Groups["name"].Value).ToList();

        names.Count.ShouldBeGreaterThan(10);
        foreach (var name in names)
            SettingCatalog.Find(name.Replace("__", ":", StringComparison.Ordinal)).ShouldNotBeNull(name);
    }

    [GeneratedRegex(
        @"^ *#?(?<name>URLS|DataDirectory|[A-Z][A-Za-z]*__[A-Za-z]+)[:=]",
        RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex DeployedSetting();

    [GeneratedRegex(@"^ +(?<name>[A-Z][A-Za-z]*__[A-Za-z]+):", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Setting();
}
