using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Recipes;

/// <summary>docs/recipes/glance.yml: the requests that it makes, and every field that its templates read.</summary>
public sealed class GlanceRecipeTests : IAsyncLifetime
{
    private Broker? _broker;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }

    public static TheoryData<string> Titles =>
        [.. RecipeFile.Widgets("glance.yml", "custom-api").Select(widget => RecipeFile.Text(widget, "title")!)];

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Every_field_of_a_widget_is_in_the_response(string title)
    {
        using var dora = await _broker!.SignedInAsync("dora", "spotify", "deezer");
        var widget = Widget(title);

        var answer = await RecipeFile.AskAsync(widget, "${MUSICAUTH_KEY}", dora);

        var reads = GlanceTemplate.Check(RecipeFile.Text(widget, "template")!, answer);
        reads.Count.ShouldBeGreaterThan(3);
        // That link is null while no consent is needed.
        reads.Where(read => read.Value == 0 && !read.Key.Contains("reauthorize_url"))
            .ShouldBeEmpty("these fields are null in every item");
    }

    [Theory]
    [InlineData("Playlists")]
    [InlineData("Favourites")]
    public async Task The_link_to_a_new_consent_is_in_the_field_that_the_widget_reads(string title)
    {
        using var dora = await _broker!.SignedInAsync("dora", "spotify", "deezer");
        await _broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "dora" } });
        var widget = Widget(title);

        var answer = await RecipeFile.AskAsync(widget, "${MUSICAUTH_KEY}", dora);

        GlanceTemplate.Check(RecipeFile.Text(widget, "template")!, answer)[""".String "reauthorize_url" """.Trim()]
            .ShouldBe(1);
        answer.GetProperty("sources")[0].GetProperty("status").GetString().ShouldBe("reauthorization_required");
        RecipeFile.Text(widget, "template")!.ShouldContain("\"reauthorization_required\"");
    }

    [Fact]
    public void The_widgets_request_playlists_favourites_and_the_passthrough_every_ten_minutes()
    {
        var widgets = RecipeFile.Widgets("glance.yml", "custom-api");
        widgets.Select(widget => new Uri(RecipeFile.Text(widget, "url")!).AbsolutePath)
            .ShouldBe(["/me/playlists", "/me/favorites", "/spotify/v1/me/tracks"]);
        widgets.ShouldAllBe(widget => RecipeFile.Text(widget, "cache") == "10m");
    }

    private static YamlDotNet.RepresentationModel.YamlMappingNode Widget(string title) =>
        RecipeFile.Widgets("glance.yml", "custom-api").Single(widget => RecipeFile.Text(widget, "title") == title);
}
