using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Compatibility;

/// <summary>Cases f02, f03, f04 and f11: the mapping of legacy requests to current ones.</summary>
public sealed class LegacyRequestTests
{
    private const string Base = "https://api.spotify.com/v1";

    [Theory]
    [InlineData("?limit=100", """{"items":[50],"total":50,"next":null}""", false)]
    [InlineData("?limit=100", """{"items":[50],"total":51,"next":"https://x/?offset=50&limit=50"}""", true)]
    [InlineData("?limit=100", """{"items":[],"total":0,"next":null}""", false)]
    [InlineData("?limit=100", """{"items":[],"total":0}""", false)]
    [InlineData("?limit=75", """{"items":[50],"total":75,"next":"https://x"}""", true)]
    [InlineData("?limit=75", """{"items":[50],"total":50.0}""", false)]
    [InlineData("?offset=50&limit=100", """{"items":[50],"total":100}""", false)]
    [InlineData("?offset=50&limit=100", """{"items":[50],"total":101}""", true)]
    [InlineData("?fields=items(track(id))&limit=100", """{"items":[50]}""", true)]
    [InlineData("?fields=items(track(id))&limit=100", """{"items":[49]}""", false)]
    [InlineData("?fields=next&limit=100", """{"next":"https://x"}""", true)]
    [InlineData("?fields=href&limit=100", """{"href":"https://x"}""", false)]
    [InlineData("?limit=100", """ { "next" : null } """, false)]
    public void F02_the_second_request_is_sent_only_if_the_first_response_shows_more_items(
        string query, string first, bool more)
    {
        foreach (var count in (int[])[49, 50])
            first = first.Replace($"[{count}]", $"[{string.Join(',', Enumerable.Repeat("{}", count))}]");
        var mapping = SpotifyCompatibility.Find("GET", "/playlists/p1/tracks", Base)!;
        var request = new ApiRequest("GET", "/playlists/p1/tracks", query, default);

        mapping.MapRequest(request).Count.ShouldBe(2);
        mapping.NeedsNextRequest(request, [Encoding.UTF8.GetBytes(first)]).ShouldBe(more);
    }

    [Theory]
    [InlineData("""
        {"href":"https://x/p?offset=0&limit=50&market=DE","items":[{}],"limit":50,"next":null,"previous":null}
        """, null, "https://x/p?market=DE&offset=0&limit=51", null)]
    [InlineData("""{"items":[{}],"limit":50,"next":"https:\/\/x\/p?offset=50&limit=50&market=DE"}""",
        """{"items":[{}],"limit":1,"next":"https:\/\/x\/p?offset=51&limit=1&market=DE"}""", null,
        "https://x/p?market=DE&offset=51&limit=51")]
    public void The_links_of_joined_pages_keep_the_requested_limit(
        string first, string? second, string? href, string? next)
    {
        var mapping = SpotifyCompatibility.Find("GET", "/playlists/p1/tracks", Base)!;
        var request = new ApiRequest("GET", "/playlists/p1/tracks", "?limit=51", default);
        byte[][] answers =
        [
            .. ((string?[])[first, second]).OfType<string>().Select(text => Encoding.UTF8.GetBytes(text.Trim())),
        ];

        var joined = JsonNode.Parse(mapping.JoinResponses(request, answers))!;

        joined["limit"]!.GetValue<int>().ShouldBe(51);
        joined["href"]?.GetValue<string>().ShouldBe(href);
        joined["next"]?.GetValue<string>().ShouldBe(next);
        joined["items"]!.AsArray().Count.ShouldBe(answers.Length);
    }

    [Theory]
    [InlineData("\n{\"tracks\":[{\"uri\":\"spotify:track:x\"}]}")]
    [InlineData(" \r\n\t{ \"tracks\" : [{\"uri\":\"spotify:track:x\"}] }\n")]
    [InlineData("{\"snapshot_id\":\"s\",\n\"tracks\":[{\"uri\":\"spotify:track:x\"}]}")]
    public void F04_white_space_before_the_brace_does_not_break_a_removal(string body)
    {
        var request = RequestsFor("DELETE", "/playlists/p1/tracks", body).ShouldHaveSingleItem();

        var sent = JsonNode.Parse(request.Body.Span)!;
        sent["items"]!.AsArray().ShouldHaveSingleItem()!["uri"]!.GetValue<string>().ShouldBe("spotify:track:x");
        sent["tracks"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("DELETE", "/playlists/p1/tracks", """{"tracks":[{"uri":"\ud800"}]}""")]
    [InlineData("DELETE", "/playlists/p1/tracks", """{"\udfff":1,"tracks":[]}""")]
    public void An_unpaired_surrogate_in_a_body_is_forwarded_unchanged(string method, string target, string body) =>
        Encoding.UTF8.GetString(RequestsFor(method, target, body)[0].Body.Span).ShouldContain("ud");

    [Theory]
    [InlineData("""{"ids":["\ud800"]}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"timestamped_ids":[{"\ud800":"a"}]}""")]
    public void An_unpaired_surrogate_in_an_id_is_refused(string body) =>
        Should.Throw<UnmappableRequestException>(() => RequestsFor("PUT", "/me/tracks", body));

    [Fact]
    public void An_unpaired_surrogate_in_a_response_does_not_prevent_the_mapping()
    {
        var page = SpotifyCompatibility.Find("GET", "/me/playlists", Base)!.MapResponse(
            """{"\ud800":1,"next":"\ud800","items":[{"name":"\ud800","tracks":{"total":1}}]}"""u8, default);

        Encoding.UTF8.GetString(page!.Value.Span).ShouldContain("\"items\":{\"total\":1}");
    }

    [Theory]
    [InlineData("PUT", "/playlists/%23a%40b/followers", "PUT /me/library?uris=spotify%3Aplaylist%3A%23a%40b")]
    [InlineData("POST", "/users/%23anna/playlists", "POST /me/playlists")]
    [InlineData("GET", "/playlists/a%3Ab/tracks", "GET /playlists/a%3Ab/items")]
    public void F11_an_escaped_id_keeps_its_escapes(string method, string target, string expected)
    {
        var request = RequestsFor(method, target, "").ShouldHaveSingleItem();

        $"{request.Method} {request.Path}{request.Query}".ShouldBe(expected);
    }

    [Fact]
    public void F03_several_writes_return_the_response_to_the_last_one()
    {
        var mapping = SpotifyCompatibility.Find("PUT", "/me/tracks", Base)!;
        var request = new ApiRequest("PUT", "/me/tracks", "?ids=a", default);

        Text(mapping.JoinResponses(request, ["Zk-w3"u8.ToArray(), "{"u8.ToArray()])).ShouldBe("{");
    }

    private static IReadOnlyList<ApiRequest> RequestsFor(string method, string target, string body)
    {
        var queryStart = target.IndexOf('?') is var at and >= 0 ? at : target.Length;
        var mapping = SpotifyCompatibility.Find(method, target[..queryStart], Base).ShouldNotBeNull();
        return mapping.MapRequest(
            new ApiRequest(method, target[..queryStart], target[queryStart..], Encoding.UTF8.GetBytes(body)));
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
