using ArchUnitNET.xUnitV3;
using Shouldly;
using Xunit;

using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace MusicAuth.Tests.Architecture;

public sealed class ArrowTests
{
    [Theory]
    [MemberData(nameof(ExistingSlices))]
    public void A_slice_uses_only_the_slices_in_its_row(string slice)
    {
        var forbidden = Slices.MayUse.Keys.Except([slice, .. Slices.MayUse[slice]]);

        // A compiled model is generated from the entity classes of all slices, and no other code refers to it.
        Types().That().ResideInNamespaceMatching(Slices.RowPattern(slice))
            .And().DoNotResideInNamespaceMatching(@"\.CompiledModels\.")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Slices.RowPattern(forbidden)))
            .WithoutRequiringPositiveResults()
            .Check(Slices.Code);
    }

    [Fact]
    public void Every_folder_has_a_row_in_the_table() =>
        Folders().Except(Slices.MayUse.Keys).ShouldBeEmpty("a new slice needs a row in the table");

    [Fact]
    public void Every_folder_contains_the_namespace_of_its_name() => Folders()
        .Where(folder => !Slices.Code.Types.Any(type =>
            $"{type.Namespace.FullName}.".StartsWith($"MusicAuth.{folder}.")))
        .ShouldBeEmpty();

    [Fact]
    public void The_table_has_no_cycle()
    {
        var open = Slices.MayUse.ToDictionary(line => line.Key, line => line.Value.ToHashSet());
        while (open.FirstOrDefault(line => line.Value.Count == 0).Key is { } done)
        {
            open.Remove(done);
            foreach (var uses in open.Values) uses.Remove(done);
        }

        open.Keys.ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string>> ExistingSlices() =>
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
