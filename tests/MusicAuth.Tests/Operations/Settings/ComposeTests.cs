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

        set.ShouldNotBeEmpty();
        set.Except(known, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^ +(?<name>[A-Z][A-Za-z]*__[A-Za-z]+):", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Setting();
}
