using System.Text.Json;
using Shouldly;
using YamlDotNet.RepresentationModel;

namespace MusicAuth.Tests.Recipes;

/// <summary>A file of docs/recipes, and the response that one of its widgets gets.</summary>
internal static class RecipeFile
{
    private const string Key = "ma_key_of_the_test";

    /// <summary>All widgets of a type, at any depth.</summary>
    public static IReadOnlyList<YamlMappingNode> Widgets(string file, string type)
    {
        using var text = File.OpenText(Repository.PathOf($"docs/recipes/{file}"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return [.. yaml.Documents[0].AllNodes.OfType<YamlMappingNode>().Where(node => Text(node, "type") == type)];
    }

    public static string? Text(YamlMappingNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;

    public static YamlNode? Child(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    /// <summary>Sends the dashboard's request: the address, its parameters, and the header with the key.</summary>
    public static async Task<JsonElement> AskAsync(
        YamlMappingNode widget, string placeholder, Browser browser, params string[] scopes)
    {
        var key = await browser.NewKeyAsync(scopes.Length > 0 ? scopes : ["library:read", "spotify:read"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, Target(widget));
        foreach (var (name, value) in Members(widget, "headers"))
        {
            value.ShouldNotContain("ma_", Case.Sensitive, "a recipe must not contain a key");
            request.Headers.Add(name, value.Replace(placeholder, Key).Replace(Key, key));
        }

        request.Headers.Authorization.ShouldNotBeNull().Parameter.ShouldBe(key);
        using var client = browser.NewCookielessClient();
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, body);
        return JsonElement.Parse(body);
    }

    /// <summary>Finds a value by a path of names and indexes.</summary>
    public static bool TryFind(JsonElement at, IEnumerable<string> path, out JsonElement found)
    {
        found = at;
        foreach (var step in path)
        {
            if (found.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index))
            {
                if (index >= found.GetArrayLength()) return false;
                found = found[index];
            }
            else if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step, out found))
            {
                return false;
            }
        }

        return true;
    }

    private static string Target(YamlMappingNode widget)
    {
        var url = new Uri(Text(widget, "url")!);
        url.GetLeftPart(UriPartial.Authority).ShouldBe("http://musicauth:8080", "the address in the compose files");
        var parameters = string.Join('&', Members(widget, "parameters").Select(pair => $"{pair.Name}={pair.Value}"));
        return parameters.Length == 0 ? url.PathAndQuery : $"{url.AbsolutePath}?{parameters}";
    }

    private static IEnumerable<(string Name, string Value)> Members(YamlMappingNode widget, string name) =>
        (Child(widget, name) as YamlMappingNode)?.Children
            .Select(pair => (((YamlScalarNode)pair.Key).Value!, ((YamlScalarNode)pair.Value).Value!)) ?? [];
}
