using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>docs/security.md T13, T14: the data of one user does not exist for another user.</summary>
public sealed class TwoUsersTests : IAsyncLifetime
{
    private static readonly string[] Lists =
    [
        "/me/playlists?limit=30", "/me/favorites?limit=60", "/me/playlists?provider=deezer", "/me/connections",
        "/spotify/v1/me/tracks?limit=9",
    ];

    private Broker _broker = null!;
    private Browser _alma = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        // The cache is on, because it could return a stored response to the wrong user.
        _broker = await Broker.StartAsync(new Dictionary<string, string?> { ["Library:CacheSeconds"] = "60" });
        _alma = await _broker.SignedInAsync("alma", "spotify", "deezer");
        _dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _alma.Dispose();
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("/me/playlists?limit=5")]
    [InlineData("/me/favorites?limit=5")]
    [InlineData("/me/playlists?limit=5&provider=deezer")]
    public async Task T13_a_cursor_of_another_user_is_refused_like_an_invented_cursor(string list)
    {
        var next = (await _alma.GetAsync(list)).GetProperty("next").GetString()!;
        var madeUp = next[..^3] + (next.EndsWith("AAA") ? "BBB" : "AAA");

        var stolen = await BodyAsync(_dora, next, HttpStatusCode.BadRequest);

        stolen.ShouldBe(await BodyAsync(_dora, madeUp, HttpStatusCode.BadRequest));
        stolen.ShouldContain("\"invalid_parameter\"");
        await _alma.GetAsync(next);
    }

    [Fact]
    public async Task T13_a_cursor_of_another_list_of_the_same_user_is_refused()
    {
        var next = (await _alma.GetAsync("/me/playlists?limit=5")).GetProperty("next").GetString()!;

        await BodyAsync(_alma, next.Replace("/me/playlists", "/me/favorites"), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task T13_a_private_playlist_of_another_user_is_not_found_like_one_that_does_not_exist(string provider)
    {
        var hidden = (await _alma.GetAsync($"/me/playlists?provider={provider}&limit=500")).GetProperty("items")
            .EnumerateArray().First(playlist => playlist.GetProperty("public").ValueKind == JsonValueKind.False)
            .GetProperty("id").GetString()!;
        var unknown = provider == "deezer" ? "999999999" : "0000000000000000000000";
        await _alma.GetAsync($"/me/playlists/{provider}/{hidden}/tracks");

        var theirs = await BodyAsync(_dora, $"/me/playlists/{provider}/{hidden}/tracks", HttpStatusCode.NotFound);

        theirs.ShouldBe(await BodyAsync(_dora, $"/me/playlists/{provider}/{unknown}/tracks", HttpStatusCode.NotFound));
        theirs.ShouldContain("\"not_found\"");
    }

    [Fact]
    public async Task T13_no_action_of_one_user_affects_the_other_user()
    {
        var before = await BodyAsync(_dora, "/me/connections", HttpStatusCode.OK);

        foreach (var provider in new[] { "spotify", "deezer" })
        {
            using var gone = await _alma.SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");
            gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            using var again = await _alma.SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");
            again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using var left = await _alma.SendAsync(HttpMethod.Post, "/logout");
        (await BodyAsync(_dora, "/me/connections", HttpStatusCode.OK)).ShouldBe(before);
        (await _dora.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task T13_no_response_contains_an_id_of_the_other_user()
    {
        var alma = await _alma.GetAsync("/me");
        string[] hers =
        [
            alma.GetProperty("user").GetProperty("id").GetString()!,
            .. alma.GetProperty("connections").EnumerateArray().SelectMany(connection =>
                new[] { connection.GetProperty("id").GetString()!, connection.GetProperty("account_id").GetString()! }),
        ];

        foreach (var route in Route.Of(_broker).Where(route => route.Method == "GET" && !route.IsOpen))
        {
            using var answer = await _dora.Client.SendAsync(route.NewRequest());
            var body = await answer.Content.ReadAsStringAsync();
            hers.Where(value => body.Contains(value)).ShouldBeEmpty(route.ToString());
        }
    }

    [Fact]
    public async Task T14_two_hundred_concurrent_calls_return_each_user_only_their_own_data()
    {
        var theirs = new Dictionary<(Browser, string), string>();
        foreach (var browser in new[] { _alma, _dora })
        {
            foreach (var list in Lists) theirs[(browser, list)] = Content(await browser.GetAsync(list));
        }

        theirs.Values.Distinct().Count().ShouldBe(theirs.Count);
        await _broker.FaultAsync(new { kind = "set_cookie", on = "any" });

        var calls = Enumerable.Range(0, 200).Select(async number =>
        {
            var browser = number % 2 == 0 ? _alma : _dora;
            var list = Lists[number / 2 % Lists.Length];
            using var answer = await browser.Client.GetAsync(list);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
            answer.Headers.CacheControl!.Private.ShouldBeTrue();
            (answer.Headers.CacheControl.NoStore || answer.Headers.CacheControl.NoCache).ShouldBeTrue();
            var page = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            return Content(page) == theirs[(browser, list)];
        });

        (await Task.WhenAll(calls)).Count(own => !own).ShouldBe(0);
    }

    private static string Content(JsonElement page) => page.GetProperty("items").ToString();

    private static async Task<string> BodyAsync(Browser browser, string path, HttpStatusCode expected)
    {
        using var answer = await browser.Client.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, body);
        return body;
    }
}
