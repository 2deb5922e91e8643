using Microsoft.AspNetCore.Http;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Updates;

/// <summary>The notice of a newer release, with a stub of the list of releases.</summary>
public sealed class UpdateCheckTests
{
    private const string Code = "update_available";
    private const string Notes = "https://github.example/musicauth/releases/v99.1.0";

    [Fact]
    public async Task A_newer_release_is_reported_to_the_owner_only()
    {
        await using var feed = await FeedAsync("v99.1.0");
        await using var broker = await StartAsync(feed);
        using var owner = await broker.OwnedByAsync("dora");
        using var alma = await broker.SignedInAsync("alma", "spotify");

        await Eventually.IsTrueAsync(async () => (await owner.TodoCodesAsync()).Contains(Code));
        var item = (await owner.GetAsync("/me/todo")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("code").GetString() == Code);

        item.GetProperty("severity").GetString().ShouldBe("info");
        item.GetProperty("title").GetString().ShouldBe("MusicAuth 99.1.0 is available.");
        item.GetProperty("action_url").GetString().ShouldBe(Notes);
        (await alma.TodoCodesAsync()).ShouldNotContain(Code);
    }

    [Theory]
    [InlineData("v0.0.1")]
    [InlineData("nightly")]
    [InlineData(null)]
    public async Task An_older_release_or_no_release_creates_no_item(string? tag)
    {
        await using var feed = await FeedAsync(tag);
        await using var broker = await StartAsync(feed);
        using var owner = await broker.OwnedByAsync("dora");

        await feed.WaitForAsync(1);

        (await owner.TodoCodesAsync()).ShouldNotContain(Code);
    }

    [Fact]
    public async Task A_feed_that_fails_is_requested_again_after_a_day()
    {
        await using var feed = await FeedAsync("v99.1.0");
        feed.RespondWith(StatusCodes.Status503ServiceUnavailable);
        await using var broker = await StartAsync(feed);
        using var owner = await broker.OwnedByAsync("dora");
        await Eventually.IsTrueAsync(
            () => broker.Log.All.Any(entry => entry.Contains("could not learn of newer releases")));

        feed.Answer = (_, context) => AnswerAsync(context, "v99.1.0");
        broker.Clock.Advance(TimeSpan.FromDays(1));

        await Eventually.IsTrueAsync(async () => (await owner.TodoCodesAsync()).Contains(Code));
        feed.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task T18_a_redirect_of_the_feed_is_not_followed()
    {
        await using var other = await FeedAsync("v99.1.0");
        await using var feed = await StubServer.StartAsync((_, context) =>
        {
            context.Response.Redirect($"{other.Address}/latest");
            return Task.CompletedTask;
        });
        await using var broker = await StartAsync(feed);
        using var owner = await broker.OwnedByAsync("dora");

        await Eventually.IsTrueAsync(
            () => broker.Log.All.Any(entry => entry.Contains("could not learn of newer releases")));

        other.Received.ShouldBeEmpty();
        (await owner.TodoCodesAsync()).ShouldNotContain(Code);
    }

    [Fact]
    public async Task The_request_contains_nothing_about_the_server()
    {
        await using var feed = await FeedAsync("v99.1.0");
        await using var broker = await StartAsync(feed);

        await feed.WaitForAsync(1);

        var request = feed.Received[0];
        request.Path.ShouldBe("/latest");
        request.Headers.Keys.Order(StringComparer.Ordinal).ShouldBe(["Host", "User-Agent"]);
        request.Header("User-Agent").ShouldBe("MusicAuth");
    }

    [Fact]
    public async Task Without_the_setting_no_request_is_sent()
    {
        await using var feed = await FeedAsync("v99.1.0");
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Updates:FeedUrl"] = $"{feed.Address}/latest",
        });

        broker.Clock.Advance(TimeSpan.FromDays(2));
        using var owner = await broker.OwnedByAsync("dora");

        (await owner.TodoCodesAsync()).ShouldNotContain(Code);
        feed.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true", "", 1)]
    [InlineData("true", "http://releases.example/latest", 1)]
    [InlineData("true", "https://releases.example/latest", 0)]
    [InlineData("false", "", 0)]
    public void The_feed_must_be_an_https_address(string check, string feed, int errors) =>
        new UpdatesOptions { Check = check == "true", FeedUrl = feed }.Errors().Count().ShouldBe(errors);

    [Theory]
    [InlineData("v1.2.3", "1.2.3")]
    [InlineData("1.2.3-preview.4+5", "1.2.3")]
    [InlineData("release", null)]
    [InlineData("", null)]
    public void A_version_is_read_from_its_tag(string tag, string? numbers) =>
        (Release.NumbersOf(tag)?.ToString()).ShouldBe(numbers);

    private static Task<StubServer> FeedAsync(string? tag) =>
        StubServer.StartAsync((_, context) => AnswerAsync(context, tag));

    private static Task AnswerAsync(HttpContext context, string? tag) =>
        context.Response.WriteAsJsonAsync(new { tag_name = tag, html_url = Notes, body = "What has changed" });

    private static async Task<Broker> StartAsync(StubServer feed)
    {
        var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Updates:Check"] = "true",
            ["Updates:FeedUrl"] = $"{feed.Address}/latest",
        });
        broker.Clock.Advance(TimeSpan.FromSeconds(5));
        return broker;
    }
}
