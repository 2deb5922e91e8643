using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace MusicAuth.Tests.Recipes;

/// <summary>docs/recipes/homepage.yaml: the requests that it makes, and every field that its mappings name.</summary>
public sealed partial class HomepageRecipeTests : IAsyncLifetime
{
    private static readonly string[] Statuses = ["ok", "stale", "unavailable", "reauthorization_required"];
    private Broker? _broker;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }

    public static TheoryData<string> Addresses =>
        [.. RecipeFile.Widgets("homepage.yaml", "customapi").Select(widget => RecipeFile.Text(widget, "url")!)];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_field_of_a_widget_is_in_the_response(string address)
    {
        using var dora = await _broker!.SignedInAsync("dora", "spotify", "deezer");
        var widget = RecipeFile.Widgets("homepage.yaml", "customapi")
            .Single(each => RecipeFile.Text(each, "url") == address);

        var answer = await RecipeFile.AskAsync(widget, "{{HOMEPAGE_VAR_MUSICAUTH_KEY}}", dora);

        int.Parse(RecipeFile.Text(widget, "refreshInterval")!).ShouldBeGreaterThanOrEqualTo(300_000);
        if (RecipeFile.Child(widget, "mappings") is YamlMappingNode list) ShouldListItems(list, answer);
        else ShouldShowFields((YamlSequenceNode)RecipeFile.Child(widget, "mappings")!, answer);
    }

    private static void ShouldListItems(YamlMappingNode list, JsonElement answer)
    {
        var items = answer.GetProperty(RecipeFile.Text(list, "items")!).EnumerateArray().ToList();
        items.Count.ShouldBeGreaterThan(3);
        foreach (var item in items)
        {
            Find(item, RecipeFile.Child(list, "name")!).GetString().ShouldNotBeNullOrEmpty();
            Find(item, RecipeFile.Child(list, "label")!).GetString().ShouldNotBeNullOrEmpty();
            foreach (Match member in Member().Matches(RecipeFile.Text(list, "target")!))
                item.GetProperty(member.Groups["name"].Value).GetString()!.ShouldStartWith("https://");
        }
    }

    private static void ShouldShowFields(YamlSequenceNode mappings, JsonElement answer)
    {
        foreach (var mapping in mappings.Cast<YamlMappingNode>())
        {
            var value = Find(answer, RecipeFile.Child(mapping, "field")!);
            value.ValueKind.ShouldBe(RecipeFile.Text(mapping, "format") == "number"
                ? JsonValueKind.Number
                : JsonValueKind.String);
            if (RecipeFile.Text(mapping, "format") == "relativeDate") value.TryGetDateTimeOffset(out _).ShouldBeTrue();
            if (RecipeFile.Child(mapping, "remap") is not YamlSequenceNode words) continue;
            words.Cast<YamlMappingNode>().Select(each => RecipeFile.Text(each, "value")!)
                .ShouldBe(Statuses, ignoreOrder: true, "every status needs a text");
        }
    }

    // A nested field has one member on each level; Homepage reads the innermost one.
    private static JsonElement Find(JsonElement answer, YamlNode field)
    {
        var path = new List<string>();
        while (field is YamlMappingNode level)
        {
            path.Add(((YamlScalarNode)level.Children.Single().Key).Value!);
            field = level.Children.Single().Value;
        }

        path.Add(((YamlScalarNode)field).Value!);
        RecipeFile.TryFind(answer, path, out var value).ShouldBeTrue(string.Join('.', path));
        return value;
    }

    [GeneratedRegex(@"\{(?<name>[a-z_]+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Member();
}
