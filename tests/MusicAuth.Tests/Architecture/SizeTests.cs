using System.Reflection;
using System.Runtime.CompilerServices;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>Limits for files, lines, methods and constructors that are written by hand.</summary>
public sealed class SizeTests
{
    private const int FileLines = 250;
    private const int MethodLines = 50;
    private const int LineLength = 120;
    private const int ConstructorParameters = 7;

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

    [Theory]
    [InlineData("MusicAuth")]
    [InlineData("MusicAuth.Sandbox")]
    public void Half_of_the_methods_have_at_most_10_lines_and_95_percent_at_most_30(string assembly)
    {
        var lines = MethodSizes.Of(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"))
            .Where(method => char.IsLetter(method.Name[0]))
            .Select(method => method.Lines).ToArray();

        Percentile(lines, 50).ShouldBeLessThanOrEqualTo(10);
        Percentile(lines, 95).ShouldBeLessThanOrEqualTo(30);
    }

    [Fact]
    public void A_percentile_includes_the_long_methods() =>
        Percentile([.. Enumerable.Repeat(5, 18), 40, 45], 95).ShouldBe(45);

    [Fact]
    public void No_constructor_has_more_than_7_parameters() => typeof(WebOptions).Assembly.GetTypes()
        .SelectMany(Wide).ShouldBeEmpty();

    [Fact]
    public void A_constructor_with_8_parameters_is_found() =>
        Wide(typeof(EightParameters)).ShouldBe([nameof(EightParameters)]);

    [Fact]
    public void The_length_of_a_method_includes_its_braces_and_signature() => MethodSizes
        .Of(typeof(SizeTests).Assembly.Location)
        .Where(method => method.Name is nameof(SevenLines) or nameof(SevenLinesAsync))
        .Select(method => method.Lines)
        .ShouldBe([7, 7]);

    // A record is data, not a type with dependencies.
    private static IEnumerable<string> Wide(Type type) => type.GetMethod("<Clone>$") is not null
        || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            ? []
            : type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(constructor => constructor.GetParameters().Length > ConstructorParameters)
                .Select(_ => type.Name);

    private static int Percentile(int[] numbers, int percent) =>
        numbers.Order().ElementAt(Math.Min(numbers.Length - 1, numbers.Length * percent / 100));

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

    private sealed class EightParameters
    {
        public EightParameters(int a, int b, int c, int d, int e, int f, int g, int h) =>
            Sum = a + b + c + d + e + f + g + h;

        public int Sum { get; }
    }
}
