using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The snippets on the page are parts of the recipes in the documentation.</summary>
public sealed class SnippetTests
{
    [Theory]
    [InlineData("homepage", "homepage.yaml", "{{HOMEPAGE_VAR_MUSICAUTH_KEY}}")]
    [InlineData("glance", "glance.yml", "${MUSICAUTH_KEY}")]
    [InlineData("home-assistant", "home-assistant.yaml", "!secret musicauth_authorization")]
    public void A_snippet_is_a_part_of_its_recipe(string snippet, string recipe, string key)
    {
        var lines = File.ReadAllLines(Repository.PathOf("docs", "recipes", recipe));
        var offered = File.ReadAllText(Path.Combine(PageFiles.Root, "snippets", $"{snippet}.txt"))
            .Replace("%ADDRESS%", "http://musicauth:8080")
            .Replace("%PAGE%", "http://127.0.0.1:5080")
            .Replace(key.StartsWith('!') ? "Bearer %KEY%" : "%KEY%", key);

        offered.ShouldNotMatch("%[A-Z]+%");
        offered.Split('\n').Where(line => line.Length > 0).Except(lines).ShouldBeEmpty();
    }

    [Fact]
    public void Every_snippet_contains_the_address_and_the_key()
    {
        var snippets = Directory.GetFiles(Path.Combine(PageFiles.Root, "snippets"));

        snippets.Length.ShouldBeGreaterThan(7);
        snippets.Where(file => !File.ReadAllText(file).Contains("%KEY%")).ShouldBeEmpty();
        snippets.Where(file => !File.ReadAllText(file).Contains("%ADDRESS%")).ShouldBeEmpty();
    }
}
