using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Compatibility;

public sealed class SpotifyCompatibilityTests
{
    private const string Base = "https://api.spotify.com/v1";

    public static TheoryData<string, string, string, string, string> Moved => new()
    {
        // The legacy request, its body, and the current request.
        { "GET", "/playlists/p1/tracks?limit=20&offset=40", "", "GET /playlists/p1/items?limit=20&offset=40", "" },
        { "GET", "/playlists/p1/tracks?fields=items(track(name),added_at),total", "",
            "GET /playlists/p1/items?fields=items(item(name),added_at),total", "" },
        { "GET", "/playlists/p1?fields=tracks.items(track.name)", "", "GET /playlists/p1?fields=items.items(item.name)",
            "" },
        { "DELETE", "/playlists/p1/tracks", """{"tracks":[{"uri":"spotify:track:1"}],"snapshot_id":"s"}""",
            "DELETE /playlists/p1/items",
            """{"items":[{"uri":"spotify:track:1"}],"tracks":[{"uri":"spotify:track:1"}],"snapshot_id":"s"}""" },
        { "PUT", "/me/tracks?ids=a,b", "", "PUT /me/library?uris=spotify%3Atrack%3Aa%2Cspotify%3Atrack%3Ab", "" },
        { "PUT", "/me/tracks", """{"ids":["a","b"]}""",
            "PUT /me/library?uris=spotify%3Atrack%3Aa%2Cspotify%3Atrack%3Ab", "" },
        { "PUT", "/me/tracks", """["a"]""", "PUT /me/library?uris=spotify%3Atrack%3Aa", "" },
        { "PUT", "/me/tracks", """{"timestamped_ids":[{"id":"a","added_at":"2026-01-01T00:00:00Z"}]}""",
            "PUT /me/library?uris=spotify%3Atrack%3Aa", "" },
        { "DELETE", "/me/albums?ids=a", "", "DELETE /me/library?uris=spotify%3Aalbum%3Aa", "" },
        { "DELETE", "/me/shows?ids=a", "", "DELETE /me/library?uris=spotify%3Ashow%3Aa", "" },
        { "PUT", "/me/following?type=artist&ids=a", "", "PUT /me/library?uris=spotify%3Aartist%3Aa", "" },
        { "PUT", "/playlists/p1/followers", "", "PUT /me/library?uris=spotify%3Aplaylist%3Ap1", "" },
        { "GET", "/me/tracks/contains?ids=a,b", "",
            "GET /me/library/contains?uris=spotify%3Atrack%3Aa%2Cspotify%3Atrack%3Ab", "" },
        { "GET", "/playlists/p1/followers/contains?ids=u", "",
            "GET /me/library/contains?uris=spotify%3Aplaylist%3Ap1", "" },
        { "POST", "/users/somebody/playlists", "", "POST /me/playlists", "" },
    };

    [Theory]
    [MemberData(nameof(Moved))]
    public void A_moved_operation_is_sent_to_its_current_address(
        string method, string target, string body, string expected, string expectedBody)
    {
        var request = RequestsFor(method, target, body).ShouldHaveSingleItem();

        $"{request.Method} {request.Path}{request.Query}".ShouldBe(expected);
        if (expectedBody.Length > 0)
            Encoding.UTF8.GetString(request.Body.Span).ShouldBe(expectedBody);
    }

    [Theory]
    [InlineData("GET", "/me/tracks")]
    [InlineData("GET", "/tracks/1")]
    [InlineData("PUT", "/me/library")]
    [InlineData("GET", "/users/somebody/playlists")]
    [InlineData("GET", "/me/following")]
    [InlineData("GET", "/playlists/p1/images")]
    public void An_operation_without_a_mapping_is_unchanged(string method, string path) =>
        SpotifyCompatibility.Find(method, path, Base).ShouldBeNull();

    [Theory]
    [InlineData("PUT", "/me/tracks", "")]
    [InlineData("PUT", "/me/tracks", """{"ids":[1]}""")]
    [InlineData("PUT", "/me/tracks", """{"ids":["a b"]}""")]
    [InlineData("PUT", "/me/tracks", "{")]
    [InlineData("PUT", "/me/following?ids=a", "")]
    [InlineData("GET", "/me/tracks/contains?ids=a,,b", "")]
    public void A_request_without_ids_is_refused(string method, string target, string body)
    {
        Should.Throw<UnmappableRequestException>(() => RequestsFor(method, target, body));
    }

    [Fact]
    public void More_than_40_ids_become_several_requests_and_one_response()
    {
        var ids = string.Join(',', Enumerable.Range(0, 50).Select(i => $"id{i}"));
        var mapping = SpotifyCompatibility.Find("GET", "/me/tracks/contains", Base)!;

        var request = new ApiRequest("GET", "/me/tracks/contains", $"?ids={ids}", default);
        var requests = mapping.MapRequest(request);

        requests.Count.ShouldBe(2);
        requests[0].Query.Split("%2C").Length.ShouldBe(40);
        requests[1].Query.Split("%2C").Length.ShouldBe(10);
        Text(mapping.JoinResponses(request, ["[true, false]"u8.ToArray(), "[true]"u8.ToArray()]))
            .ShouldBe("[true,false,true]");
        mapping.JoinResponses(request, [[], []]).ShouldBeEmpty();
    }

    [Fact]
    public void A_request_for_100_items_becomes_two_current_requests_and_one_response()
    {
        var mapping = SpotifyCompatibility.Find("GET", "/playlists/p1/tracks", Base)!;

        var request = new ApiRequest("GET", "/playlists/p1/tracks", "?market=DE&limit=100&offset=200", default);
        var requests = mapping.MapRequest(request);
        var joined = JsonNode.Parse(mapping.JoinResponses(request,
        [
            """{"items":[{"item":1},{"item":2}],"limit":50,"next":"https://x/2","total":4}"""u8.ToArray(),
            """{"items":[{"item":3},{"item":4}],"limit":50,"next":null,"total":4}"""u8.ToArray(),
        ]))!;

        requests.Select(each => each.Path + each.Query).ShouldBe(
        [
            "/playlists/p1/items?market=DE&offset=200&limit=50", "/playlists/p1/items?market=DE&offset=250&limit=50",
        ]);
        joined["items"]!.AsArray().Select(entry => (int)entry!["item"]!).ShouldBe([1, 2, 3, 4]);
        joined["limit"]!.GetValue<int>().ShouldBe(100);
        joined["next"].ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 50, 50, 50, 60, 60)]
    [InlineData(0, 70, 50, 50, 120, 100)]
    [InlineData(0, 50, 50, 70, 200, 100)]
    [InlineData(0, 50, 40, 50, 120, 90)]
    [InlineData(10, 50, 60, 50, 200, 100)]
    [InlineData(0, 50, 0, 50, 50, 50)]
    public void F15_items_of_overlapping_and_over_full_pages_appear_once(
        int firstOffset, int firstCount, int secondOffset, int secondCount, int total, int expected)
    {
        var request = new ApiRequest("GET", "/playlists/p1/tracks", "?limit=100", default);
        var mapping = SpotifyCompatibility.Find("GET", request.Path, Base)!;

        var joined = JsonNode.Parse(mapping.JoinResponses(
            request, [PageOf(firstOffset, firstCount, total), PageOf(secondOffset, secondCount, total)]))!;

        joined["items"]!.AsArray().Select(entry => (int)entry!["item"]!)
            .ShouldBe(Enumerable.Range(firstOffset, expected));
    }

    [Theory]
    [InlineData("""{"items":[{"item":{"id":"1"}}]}""")]
    [InlineData("""{"items":[{"track":{"id":"1"}}]}""")]
    [InlineData("""{"items":[{"item":{"id":"1"},"track":{"id":"1"}}]}""")]
    public void An_item_has_both_names(string json)
    {
        var entry = Mapped("/playlists/p1/items", json)["items"]![0]!;

        entry["item"]!["id"]!.GetValue<string>().ShouldBe("1");
        entry["track"]!["id"]!.GetValue<string>().ShouldBe("1");
        entry.AsObject().Count.ShouldBe(2);
    }

    [Fact]
    public void A_playlist_and_its_items_have_both_names()
    {
        var playlist = Mapped(
            "/playlists/p1", """{"id":"p1", "items": {"total":1,"items":[ {"item":{"id":"1"}} , null ]} }""");

        foreach (var name in (string[])["items", "tracks"])
        {
            playlist[name]!["items"]![0]!["track"]!["id"]!.GetValue<string>().ShouldBe("1");
            playlist[name]!["items"]![0]!["item"]!["id"]!.GetValue<string>().ShouldBe("1");
            playlist[name]!["items"]![1].ShouldBeNull();
        }
    }

    [Fact]
    public void Another_user_s_playlist_without_items_gets_no_alias()
    {
        var playlist = Mapped("/playlists/p1", """{"id":"p1"}""");

        playlist.AsObject().Select(member => member.Key).ShouldBe(["id"]);
    }

    [Fact]
    public void Links_to_the_removed_playlists_address_lead_to_the_current_one()
    {
        var page = Mapped("/me/playlists", """
            {"href":"https://api.spotify.com/v1/users/me%20too/playlists?offset=0&limit=2",
             "next":"https://api.spotify.com/v1/users/me%20too/playlists?offset=2&limit=2","previous":null,
             "items":[{"id":"1","tracks":{"total":3}},null]}
            """);

        page["next"]!.GetValue<string>().ShouldBe("https://api.spotify.com/v1/me/playlists?offset=2&limit=2");
        page["href"]!.GetValue<string>().ShouldBe("https://api.spotify.com/v1/me/playlists?offset=0&limit=2");
        page["items"]![0]!["items"]!["total"]!.GetValue<int>().ShouldBe(3);
        page["items"]![1].ShouldBeNull();
    }

    [Theory]
    [InlineData("[null]", "[]")]
    [InlineData("[null,null]", "[]")]
    [InlineData("[null,{\"id\":\"1\"}]", "[{\"id\":\"1\"}]")]
    [InlineData("[{\"id\":\"1\"}, null , null]", "[{\"id\":\"1\"}]")]
    [InlineData("[null,{\"id\":\"1\"},null,null,{\"id\":\"2\"},null]", "[{\"id\":\"1\"},{\"id\":\"2\"}]")]
    public void Null_entries_are_dropped_on_request(string items, string expected)
    {
        var page = Mapped("/me/playlists", $$"""{"items":{{items}}}""", drop: true);

        page["items"]!.ToJsonString().ShouldBe(expected);
        Mapped("/me/playlists", $$"""{"items":{{items}}}""")["items"]!.ToJsonString()
            .ShouldBe(JsonNode.Parse(items)!.ToJsonString());
    }

    [Fact]
    public void Null_items_are_dropped_with_null_entries()
    {
        var page = Mapped(
            "/playlists/p1/tracks",
            """{"items":[{"added_at":null,"item":null},{"item":{"id":"1"}},{"item":null,"track":null},null]}""",
            drop: true);

        page["items"]!.AsArray().Count.ShouldBe(1);
        page["items"]![0]!["track"]!["id"]!.GetValue<string>().ShouldBe("1");
    }

    [Theory]
    [InlineData("""{"items":[{"item":""")]
    [InlineData("""{"items":[]}}""")]
    [InlineData("""<html>""")]
    public void Text_that_is_not_JSON_is_refused(string json) =>
        Should.Throw<JsonException>(() => Mapped("/playlists/p1/items", json));

    private static IReadOnlyList<ApiRequest> RequestsFor(string method, string target, string body)
    {
        var queryStart = target.IndexOf('?') is var at and >= 0 ? at : target.Length;
        var mapping = SpotifyCompatibility.Find(method, target[..queryStart], Base).ShouldNotBeNull();
        return mapping.MapRequest(new ApiRequest(
            method, target[..queryStart], target[queryStart..], Encoding.UTF8.GetBytes(body)));
    }

    private static JsonNode Mapped(string path, string json, bool drop = false)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reshaped = SpotifyCompatibility.Find("GET", path, Base)!.MapResponse(bytes, drop);
        return JsonNode.Parse((reshaped ?? bytes).Span)!;
    }

    // A page that reaches beyond the end of the list continues with the first items.
    private static byte[] PageOf(int offset, int count, int total)
    {
        var items = Enumerable.Range(offset, count).Select(position => $$"""{"item":{{position % total}}}""");
        return Encoding.UTF8.GetBytes(
            $$"""{"items":[{{string.Join(',', items)}}],"offset":{{offset}},"total":{{total}}}""");
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
