using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>A file has the name of its type, and a folder has few files.</summary>
public sealed partial class FileTests
{
    private const int FilesInFolder = 20;
    private const int FilesInMedianFolder = 10;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void A_file_holds_one_type_and_has_its_name(string root) =>
        Misnamed(SourceFile.All(root)).ShouldBeEmpty();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void A_folder_holds_at_most_20_files(string root) => Wide(SourceFile.All(root)).ShouldBeEmpty();

    [Fact]
    public void The_median_folder_holds_at_most_10_files() =>
        Median(SourceFile.All("src")).ShouldBeLessThanOrEqualTo(FilesInMedianFolder);

    [Theory]
    [InlineData("Clock.cs", "public sealed class Watch;")]
    [InlineData("Clock.cs", "internal sealed record Clock;\n\ninternal enum Hand\n{\n}")]
    [InlineData("Clock.cs", "public delegate Task<int> Tick(int hour);")]
    public void A_misnamed_file_is_found(string name, string text) =>
        Misnamed([new SourceFile($"src/{name}", text)]).ShouldHaveSingleItem();

    [Theory]
    [InlineData("Clock.cs", "public partial class Clock<T> : IClock\n{\n    private sealed record Hand;\n}")]
    [InlineData("Clock.Log.cs", "internal static partial class Clock;")]
    [InlineData("Program.cs", "return await CommandLine.RunAsync(args);")]
    public void A_file_with_the_name_of_its_type_is_valid(string name, string text) =>
        Misnamed([new SourceFile($"src/{name}", text)]).ShouldBeEmpty();

    [Fact]
    public void A_folder_of_21_files_is_found() =>
        Wide([.. Enumerable.Range(0, 21).Select(number => new SourceFile($"src/Wide/File{number}.cs", ""))])
            .ShouldBe(["src/Wide: 21"]);

    [Fact]
    public void Every_test_class_that_a_document_names_exists_in_the_folder_that_it_names()
    {
        var files = SourceFile.All("tests");
        var named = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .SelectMany(document => TestClass().Matches(File.ReadAllText(document)))
            .Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        named.Count.ShouldBeGreaterThan(50);
        named.Where(name => !files.Any(file => file.Path.EndsWith($"/{name}.cs", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> Misnamed(IEnumerable<SourceFile> files) => files
        .Where(file => file.Types.Count > 1 || (file.Types is [var type] && type != file.Name))
        .Select(file => $"{file.Path}: {string.Join(", ", file.Types)}");

    private static IEnumerable<string> Wide(IEnumerable<SourceFile> files) => files
        .CountBy(file => file.Folder)
        .Where(folder => folder.Value > FilesInFolder)
        .Select(folder => $"{folder.Key}: {folder.Value}");

    private static int Median(IEnumerable<SourceFile> files)
    {
        var counts = files.CountBy(file => file.Folder).Select(folder => folder.Value).Order().ToArray();
        return counts[counts.Length / 2];
    }

    [GeneratedRegex(
        "`(?<name>[A-Z][A-Za-z]+(/[A-Za-z]+)*Tests)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TestClass();
}
