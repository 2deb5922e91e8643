using ArchUnitNET.xUnitV3;
using Shouldly;
using Xunit;

using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace MusicAuth.Tests.Architecture;

public sealed class ArrowTests
{
    [Theory]
    [MemberData(nameof(SlicesThatExist))]
    public void A_slice_uses_only_what_its_line_allows(string slice)
    {
        var forbidden = Slices.MayUse.Keys.Except([slice, .. Slices.MayUse[slice]]);

        // A compiled model is generated from the entity classes of all slices, and no other code names it.
        Types().That().ResideInNamespaceMatching(Slices.RowPattern(slice))
            .And().DoNotResideInNamespaceMatching(@"\.CompiledModels\.")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Slices.RowPattern(forbidden)))
            .WithoutRequiringPositiveResults()
            .Check(Slices.House);
    }

    [Fact]
    public void Every_folder_stands_in_the_table() =>
        Folders().Except(Slices.MayUse.Keys).ShouldBeEmpty("a new slice needs its line in the table");

    [Fact]
    public void Every_folder_holds_the_namespace_of_its_name() => Folders()
        .Where(folder => !Slices.House.Types.Any(type =>
            $"{type.Namespace.FullName}.".StartsWith($"MusicAuth.{folder}.")))
        .ShouldBeEmpty();

    [Fact]
    public void The_arrows_go_in_no_circle()
    {
        var open = Slices.MayUse.ToDictionary(line => line.Key, line => line.Value.ToHashSet());
        while (open.FirstOrDefault(line => line.Value.Count == 0).Key is { } done)
        {
            open.Remove(done);
            foreach (var uses in open.Values) uses.Remove(done);
        }

        open.Keys.ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string>> SlicesThatExist() =>
        Slices.MayUse.Keys.Intersect(Folders()).Select(slice => new TheoryDataRow<string>(slice));

    private static IEnumerable<string> Folders()
    {
        foreach (var path in Directory.EnumerateDirectories(Repository.PathOf("src", "MusicAuth")))
        {
            var folder = NameOf(path);
            if (folder is "bin" or "obj" or "wwwroot" or "Properties") continue;
            yield return folder;
            if (folder != "Providers") continue;
            foreach (var provider in Directory.EnumerateDirectories(path)) yield return $"{folder}.{NameOf(provider)}";
        }
    }

    private static string NameOf(string path) => Path.GetFileName(path);
}
