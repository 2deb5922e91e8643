using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace MusicAuth.Tests.Recipes;

/// <summary>docs/recipes/todo-*: every field that they read is in the list of a user whose consent has ended.</summary>
public sealed partial class TodoRecipeTests : IAsyncLifetime
{
    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        _dora = await _broker.SignedInAsync("dora", "spotify");
        await _broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "dora" } });
        await _dora.GetAsync("/me/playlists", HttpStatusCode.Forbidden);
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Homepage_shows_each_title_as_a_link()
    {
        var widget = RecipeFile.Widgets("todo-homepage.yaml", "customapi").ShouldHaveSingleItem();

        var item = ItemOf(await RecipeFile.AskAsync(
            widget, "{{HOMEPAGE_VAR_MUSICAUTH_KEY}}", _dora, "connections:read"));

        int.Parse(RecipeFile.Text(widget, "refreshInterval")!).ShouldBeGreaterThanOrEqualTo(300_000);
        var list = (YamlMappingNode)RecipeFile.Child(widget, "mappings")!;
        RecipeFile.Text(list, "items").ShouldBe("items");
        item.GetProperty(RecipeFile.Text(list, "name")!).GetString()!.ShouldContain("Spotify");
        item.GetProperty(RecipeFile.Text(list, "label")!).GetString().ShouldBe("critical");
        item.GetProperty(RecipeFile.Text(list, "target")!.Trim('{', '}')).GetString()!.ShouldStartWith("http://");
    }

    [Fact]
    public async Task Glance_shows_each_title_as_a_link_and_the_reason()
    {
        var widget = RecipeFile.Widgets("todo-glance.yml", "custom-api").ShouldHaveSingleItem();

        var answer = await RecipeFile.AskAsync(widget, "${MUSICAUTH_KEY}", _dora, "connections:read");

        var reads = GlanceTemplate.Check(RecipeFile.Text(widget, "template")!, answer);
        reads.ShouldAllBe(read => read.Value > 0);
        reads.Count.ShouldBe(5);
        RecipeFile.Text(widget, "cache").ShouldBe("10m");
    }

    [Fact]
    public async Task Home_Assistants_sensor_has_the_count_and_the_items_that_the_blueprint_reads()
    {
        var resource = Load("todo-home-assistant.yaml").AllNodes.OfType<YamlMappingNode>()
            .Single(node => RecipeFile.Text(node, "resource") is not null);
        var header = (YamlMappingNode)RecipeFile.Child(resource, "headers")!;
        RecipeFile.Child(header, "Authorization")!.Tag.Value.ShouldBe("!secret");
        using var app = _dora.NewApp(await _dora.NewKeyAsync(["connections:read"]));
        var answer = JsonElement.Parse(
            await app.GetStringAsync(new Uri(RecipeFile.Text(resource, "resource")!).PathAndQuery));
        var sensor = ((YamlSequenceNode)RecipeFile.Child(resource, "sensor")!).Cast<YamlMappingNode>().Single();

        RecipeFile.Text(sensor, "value_template").ShouldBe("{{ value_json.count }}");
        answer.GetProperty("count").GetInt32().ShouldBe(1);
        ((YamlSequenceNode)RecipeFile.Child(sensor, "json_attributes")!).Select(name => name.ToString())
            .ShouldBe(["items"]);
        var reads = ItemMember().Matches(Text("todo-blueprint.yaml")).Select(match => match.Groups["name"].Value);
        reads.ShouldBe(["title", "action_url", "detail"]);
        foreach (var member in reads)
            ItemOf(answer).GetProperty(member).GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void The_blueprint_uses_its_inputs_and_removes_the_notification_that_it_creates()
    {
        var root = (YamlMappingNode)Load("todo-blueprint.yaml").RootNode;
        var blueprint = (YamlMappingNode)RecipeFile.Child(root, "blueprint")!;

        RecipeFile.Text(blueprint, "domain").ShouldBe("automation");
        var inputs = ((YamlMappingNode)RecipeFile.Child(blueprint, "input")!).Children.Keys
            .Select(name => name.ToString());
        root.AllNodes.OfType<YamlScalarNode>().Where(node => !node.Tag.IsEmpty && node.Tag.Value == "!input")
            .Select(node => node.Value).Distinct().ShouldBe(inputs);
        var actions = root.AllNodes.OfType<YamlMappingNode>()
            .Where(node => RecipeFile.Text(node, "action") is not null).ToList();
        actions.Select(action => RecipeFile.Text(action, "action"))
            .ShouldBe(["persistent_notification.create", "persistent_notification.dismiss"]);
        actions.Select(action => RecipeFile.Text((YamlMappingNode)RecipeFile.Child(action, "data")!, "notification_id"))
            .Distinct().ShouldHaveSingleItem();
    }

    private static JsonElement ItemOf(JsonElement answer) =>
        answer.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();

    private static string Text(string file) => File.ReadAllText(Repository.PathOf($"docs/recipes/{file}"));

    private static YamlDocument Load(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text(file)));
        return yaml.Documents[0];
    }

    [GeneratedRegex(@"item\.(?<name>\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ItemMember();
}
