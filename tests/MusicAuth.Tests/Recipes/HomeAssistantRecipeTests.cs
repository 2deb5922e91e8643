using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace MusicAuth.Tests.Recipes;

/// <summary>docs/recipes/home-assistant.yaml: its requests, and the fields that its sensors read.</summary>
public sealed partial class HomeAssistantRecipeTests
{
    [Fact]
    public async Task Every_field_of_a_sensor_is_in_the_response()
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.SignedInAsync("dora", "spotify", "deezer");
        using var app = dora.NewApp(await dora.NewKeyAsync(["library:read", "spotify:read"]));

        foreach (var resource in Resources())
        {
            RecipeFile.Text(resource, "scan_interval").ShouldBe("900");
            var header = (YamlMappingNode)RecipeFile.Child(resource, "headers")!;
            RecipeFile.Child(header, "Authorization")!.Tag.Value.ShouldBe("!secret");
            var target = new Uri(RecipeFile.Text(resource, "resource")!).PathAndQuery;
            var answer = JsonElement.Parse(await app.GetStringAsync(target));

            foreach (var sensor in Sensors(resource)) ShouldFind(sensor, answer);
        }
    }

    [Fact]
    public void The_resources_request_playlists_favourites_and_the_passthrough() => Resources()
        .Select(resource => new Uri(RecipeFile.Text(resource, "resource")!).AbsolutePath).Distinct()
        .ShouldBe(["/me/playlists", "/me/favorites", "/spotify/v1/me/tracks"]);

    private static void ShouldFind(YamlMappingNode sensor, JsonElement answer)
    {
        foreach (Match read in Read().Matches(RecipeFile.Text(sensor, "value_template")!))
        {
            // A read with a default is for an error, or for a provider that needs a consent.
            if (read.Groups["default"].Success) continue;
            RecipeFile.TryFind(answer, Steps(read.Groups["path"].Value), out var value).ShouldBeTrue(read.Value);
            value.ValueKind.ShouldBe(read.Value.Contains("total") ? JsonValueKind.Number : JsonValueKind.String);
        }

        if (RecipeFile.Child(sensor, "json_attributes") is not YamlSequenceNode attributes) return;
        RecipeFile.Text(sensor, "json_attributes_path").ShouldBe("$.items[0]");
        foreach (var attribute in attributes)
            answer.GetProperty("items")[0].TryGetProperty(((YamlScalarNode)attribute).Value!, out _).ShouldBeTrue();
    }

    private static IEnumerable<YamlMappingNode> Resources()
    {
        using var text = File.OpenText(Repository.PathOf("docs/recipes/home-assistant.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return ((YamlSequenceNode)RecipeFile.Child((YamlMappingNode)yaml.Documents[0].RootNode, "rest")!)
            .Cast<YamlMappingNode>();
    }

    private static IEnumerable<YamlMappingNode> Sensors(YamlMappingNode resource) =>
        new[] { "sensor", "binary_sensor" }.SelectMany(kind =>
            ((YamlSequenceNode?)RecipeFile.Child(resource, kind))?.Cast<YamlMappingNode>() ?? []);

    private static string[] Steps(string path) => path.Replace("['", ".", StringComparison.Ordinal)
        .Replace("']", "", StringComparison.Ordinal).Replace("[", ".", StringComparison.Ordinal)
        .Replace("]", "", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"value_json(?<path>(\.\w+|\['\w+'\]|\[\d+\])+)(?<default> \| default)?",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Read();
}
