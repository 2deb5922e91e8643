using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>What is written by hand stays small enough to be read.</summary>
public sealed class SizeTests
{
    private const int FileLines = 250;
    private const int MethodLines = 50;
    private const int LineLength = 120;

    [Fact]
    public void No_file_is_longer_than_250_lines() => Sources()
        .Select(file => (Name(file), Lines: File.ReadLines(file).Count()))
        .Where(file => file.Lines > FileLines)
        .ShouldBeEmpty();

    [Fact]
    public void No_line_is_longer_than_120_characters() => Sources()
        .SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (Place: $"{Name(file)}:{index + 1}", line.Length)))
        .Where(line => line.Length > LineLength)
        .ShouldBeEmpty();

    [Theory]
    [InlineData("MusicAuth")]
    [InlineData("MusicAuth.Sandbox")]
    [InlineData("MusicAuth.Tests")]
    public void No_method_is_longer_than_50_lines(string assembly) => MethodSizes
        .Of(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"))
        .Where(method => method.Lines > MethodLines)
        .ShouldBeEmpty();

    [Fact]
    public void The_length_of_a_method_is_counted_with_its_braces_and_head() => MethodSizes
        .Of(typeof(SizeTests).Assembly.Location)
        .Where(method => method.Name is nameof(SevenLines) or nameof(SevenLinesAsync))
        .Select(method => method.Lines)
        .ShouldBe([7, 7]);

    private static IEnumerable<string> Sources() =>
        Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests"));

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    private static void SevenLines(List<int> numbers)
    {
        numbers.ForEach(number =>
        {
            _ = number;
        });
    }

    private static async Task SevenLinesAsync(Task before)
    {
        await before;

        await Task.Yield();

    }
}
