using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Sources;

/// <summary>f01, f12 to f15: the whole broker receives the anomalies from the sandbox.</summary>
public sealed class ListAnomalyTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        await _broker.PutAsync("users", new
        {
            people = new[]
            {
                new
                {
                    name = "erin",
                    odd = false,
                    spotify = new { playlists = 3, favorites = 160 },
                    deezer = new { playlists = 2, favorites = 260 },
                },
            },
        });
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("spotify", "display_name")]
    [InlineData("deezer", "name")]
    public async Task F01_a_user_with_a_truncated_name_can_sign_in(string provider, string member)
    {
        foreach (var rule in new object[]
                 {
                     new { kind = "odd_value", member, text = "\"Zo\\ud83d\"" },
                     new { kind = "odd_value", member, hex = "22 5a 6f c3 22" },
                     new { kind = "odd_value", member, text = "{\"a\":[]}" },
                 })
        {
            await _broker.FaultAsync(rule);
            using var browser = await _broker.SignedInAsync("erin", provider);
            var name = (await browser.GetAsync("/me")).GetProperty("user").GetProperty("display_name").GetString();
            name.ShouldBeOneOf("Zo\uFFFD", null);
        }
    }

    [Theory]
    [InlineData("spotify", "items.1", "[]")]
    [InlineData("spotify", "items.1.track", "false")]
    [InlineData("deezer", "data.1", "false")]
    public async Task F01_an_unreadable_entry_is_counted_and_all_others_are_returned(
        string provider, string member, string value)
    {
        using var browser = await _broker.SignedInAsync("erin", provider);
        var good = await ReadAllPagesAsync(browser, $"/me/favorites?provider={provider}&limit=100");
        // The rule applies to every page of the provider, so each page has one unreadable entry.
        await _broker.FaultAsync(new { kind = "odd_value", member, text = value });

        var all = await ReadAllPagesAsync(browser, $"/me/favorites?provider={provider}&limit=100");

        var pages = provider == "spotify" ? 4 : 3;
        all.Unavailable.ShouldBe(pages);
        all.Ids.Count.ShouldBe(good.Ids.Count - pages);
        all.Ids.Except(good.Ids).ShouldBeEmpty();
    }

    [Fact]
    public async Task F01_a_total_can_have_more_than_32_bits()
    {
        using var browser = await _broker.SignedInAsync("erin", "spotify", "deezer");
        await _broker.FaultAsync(new { kind = "odd_value", member = "total", text = "4294967296" });

        var page = await browser.GetAsync("/me/playlists?limit=2");

        page.GetProperty("total").GetInt64().ShouldBe(8589934592);
        page.GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task F12_F13_the_description_is_text_and_the_image_is_the_widest()
    {
        using var browser = await _broker.SignedInAsync("erin", "spotify");
        await _broker.FaultAsync(
            new { kind = "odd_value", member = "items.0.description", text = "\"Rock &amp; <a href='x'>Roll</a>\"" },
            new
            {
                kind = "odd_value",
                member = "items.0.images",
                text = """[{"url":"https://i.example/64","width":64},{"url":"https://i.example/640","width":640}]""",
            });

        var playlist = (await browser.GetAsync("/me/playlists")).GetProperty("items")[0];

        playlist.GetProperty("description").GetString().ShouldBe("Rock & Roll");
        playlist.GetProperty("image_url").GetString().ShouldBe("https://i.example/640");
        (await browser.GetAsync("/spotify/v1/me/playlists")).GetProperty("items")[0]
            .GetProperty("description").GetString().ShouldBe("Rock &amp; <a href='x'>Roll</a>");
    }

    [Fact]
    public async Task F14_a_chapter_is_an_episode_with_its_book()
    {
        using var browser = await _broker.SignedInAsync("erin", "spotify");
        await _broker.FaultAsync(new
        {
            kind = "odd_value",
            member = "items.0.track",
            text = """
                {"id":"ch","name":"Chapter 1","type":"chapter","uri":"spotify:episode:ch",
                  "audiobook":{"id":"ab","name":"Book","images":[]}}
                """,
        });

        var track = (await browser.GetAsync("/me/favorites?limit=1")).GetProperty("items")[0];

        track.GetProperty("kind").GetString().ShouldBe("episode");
        track.GetProperty("album").GetProperty("name").GetString().ShouldBe("Book");
    }

    [Theory]
    [InlineData("""{"kind":"over_full"}""")]
    [InlineData("""{"kind":"over_full","by":70}""")]
    [InlineData("""{"kind":"shifted","by":7,"provider":"spotify"}""")]
    [InlineData("""{"kind":"past_end","provider":"spotify"}""")]
    public async Task F15_every_entry_appears_once_even_if_pages_overlap(string rule)
    {
        using var browser = await _broker.SignedInAsync("erin", "spotify", "deezer");
        await _broker.PutAsync("users", new
        {
            people = new[] { new { name = "erin", odd = false, spotify = new { playlists = 3, favorites = 150 } } },
        });
        var good = await ReadAllPagesAsync(browser, "/me/favorites?limit=500");
        await _broker.FaultAsync(JsonElement.Parse(rule));

        foreach (var limit in (int[])[500, 100, 60, 7])
        {
            var all = await ReadAllPagesAsync(browser, $"/me/favorites?limit={limit}");
            all.Ids.ShouldBe(good.Ids, $"limit {limit}");
        }
    }

    [Theory]
    [InlineData("spotify", "items", "{}")]
    [InlineData("deezer", "data", "null")]
    public async Task F01_a_response_without_a_list_is_invalid(string provider, string member, string value)
    {
        using var browser = await _broker.SignedInAsync("erin", provider);
        await _broker.FaultAsync(new { kind = "odd_value", member, text = value });

        var problem = await browser.GetAsync($"/me/favorites?provider={provider}", HttpStatusCode.BadGateway);

        problem.GetProperty("code").GetString().ShouldBe("provider_answer_invalid");
    }

    private async Task<(List<string> Ids, int Unavailable)> ReadAllPagesAsync(Browser browser, string? path)
    {
        var (ids, unavailable) = (new List<string>(), 0);
        while (path is not null)
        {
            var page = await browser.GetAsync(path);
            page.GetProperty("complete").GetBoolean().ShouldBeTrue();
            ids.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => $"{item.GetProperty("provider")} {item.GetProperty("id")}"));
            unavailable += page.GetProperty("sources").EnumerateArray()
                .Sum(source => source.GetProperty("unavailable_items").GetInt32());
            path = page.GetProperty("next").GetString();
            // Advance past the rate window, so that the next calls are allowed.
            _broker.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        return (ids, unavailable);
    }
}
