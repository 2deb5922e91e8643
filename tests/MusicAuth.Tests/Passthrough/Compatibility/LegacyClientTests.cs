using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Compatibility;

/// <summary>Cases f02, f04 and f11 with a whole broker and a provider that is as strict as Spotify in 2026.</summary>
public sealed class LegacyClientTests() : HostilePassthroughTest(cacheSeconds: 60)
{
    private string _body = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Provider.Requests.Clear();
    }

    [Theory]
    [InlineData(50, "limit=100&offset=0", 50, 1)]
    [InlineData(49, "limit=100", 49, 1)]
    [InlineData(0, "limit=100", 0, 1)]
    [InlineData(51, "limit=100", 51, 2)]
    [InlineData(100, "limit=100", 100, 2)]
    [InlineData(100, "offset=50&limit=100", 50, 1)]
    [InlineData(230, "limit=75&offset=100", 75, 2)]
    [InlineData(230, "limit=50", 50, 1)]
    public async Task F02_a_short_playlist_costs_one_call(int total, string query, int entries, int calls)
    {
        Serve(total);

        var page = await App.GetFromJsonAsync<JsonElement>($"/spotify/v1/playlists/p/tracks?{query}");

        page.GetProperty("items").GetArrayLength().ShouldBe(entries);
        Provider.Requests.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task Next_links_keep_the_requested_limit()
    {
        Serve(230);
        var (path, items, pages) = ("/spotify/v1/playlists/p/tracks?limit=51", new List<int>(), 0);
        while (path is not null)
        {
            var page = await App.GetFromJsonAsync<JsonElement>(path);
            items.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(entry => entry.GetProperty("n").GetInt32()));
            page.GetProperty("limit").GetInt32().ShouldBe(51);
            path = page.GetProperty("next").GetString() is { } next ? new Uri(next).PathAndQuery : null;
            pages++;
        }

        items.ShouldBe(Enumerable.Range(0, 230));
        path.ShouldBeNull();
        pages.ShouldBe(5);
        Provider.Requests.Count.ShouldBe(9);
    }

    [Theory]
    [InlineData("/spotify/v1/playlists/p/tracks?limit=100", 2)]
    [InlineData("/spotify/v1/me/tracks/contains?ids=a,b", 1)]
    public async Task Joined_responses_are_cached_and_fetched_once_for_concurrent_callers(string path, int calls)
    {
        Serve(230);

        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => App.GetStringAsync(path)));
        all.Distinct().Count().ShouldBe(1);
        Provider.Requests.Count.ShouldBe(calls);
        using var later = await App.GetAsync(path);
        later.Headers.Age.ShouldNotBeNull();
        later.Headers.ETag.ShouldNotBeNull();
        Provider.Requests.Count.ShouldBe(calls);
    }

    [Theory]
    [InlineData("/deezer/user/me/tracks", 2)]
    [InlineData("/spotify/v1/me/playlists", 9)]
    public async Task A_response_over_a_megabyte_costs_one_call(string path, int megabytes)
    {
        var text = $$"""{"items":["{{new string('x', megabytes * 1024 * 1024)}}"]}""";
        Provider.Api = context => HostileResponses.Json(context, text);

        (await App.GetStringAsync(path)).Length.ShouldBe(text.Length);
        Provider.Requests.Count.ShouldBe(1);
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => App.GetStringAsync(path)));
        all.ShouldAllBe(one => one.Length == text.Length);
        Provider.Requests.Count.ShouldBeInRange(2, 5);
    }

    [Theory]
    [InlineData("\n{\"tracks\":[{\"uri\":\"spotify:track:x\"}]}")]
    [InlineData("\r\n\t {\"tracks\":[{\"uri\":\"spotify:track:x\"}]}\n")]
    public async Task F04_a_removal_with_leading_white_space_arrives_as_JSON(string body)
    {
        Echo();
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/spotify/v1/playlists/p/tracks");
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.TransferEncodingChunked = chunked;
            using var answer = await App.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            JsonDocument.Parse(_body).RootElement.GetProperty("items").GetArrayLength().ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("PUT", "/spotify/v1/me/tracks", """{"ids":["\ud800"]}""")]
    [InlineData("DELETE", "/spotify/v1/playlists/p/tracks", """{"\ud800":1}""")]
    [InlineData("DELETE", "/spotify/v1/playlists/p/tracks", """{"tracks":[{"uri":"\udfff"}]}""")]
    public async Task An_unpaired_surrogate_is_never_a_500(string method, string path, string body)
    {
        Echo();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await App.SendAsync(request);

        ((int)answer.StatusCode).ShouldBeOneOf(200, 400);
    }

    [Theory]
    [InlineData("GET", "/spotify/v1/users/anna%40home")]
    [InlineData("GET", "/spotify/v1/users/%23anna%3A%3b%26")]
    [InlineData("PUT", "/spotify/v1/users/%23a/x")]
    [InlineData("GET", "/deezer/user/anna%40home")]
    [InlineData("GET", "/app/deezer/user/%40%23%3A%3B%26")]
    [InlineData("GET", "/app/spotify/v1/users/anna%40home")]
    [InlineData("GET", "/spotify/v1/users/caf%C3%A9")]
    public async Task F11_an_escaped_id_keeps_its_escapes(string method, string target)
    {
        var seen = "";
        Provider.Api = context =>
        {
            seen = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return HostileResponses.Json(context, "{}");
        };

        using var answer = await SendAsync(method, target);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        seen.Split('?')[0].ShouldBe(
            target.Replace("/app", "", StringComparison.Ordinal).Replace("/v1", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("%2F")]
    [InlineData("%2f%40")]
    [InlineData("%40%5C")]
    [InlineData("%5c")]
    [InlineData("%2E")]
    [InlineData("%2e%2e")]
    [InlineData("%23%25")]
    [InlineData("%2540")]
    [InlineData("%3F")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("@")]
    [InlineData(":")]
    [InlineData(";")]
    [InlineData("\\")]
    public async Task F11_an_escape_that_can_change_the_path_is_a_400(string segment)
    {
        foreach (var prefix in (string[])["/spotify/v1/users/", "/deezer/user/", "/app/deezer/", "/app/spotify/v1/"])
        {
            foreach (var target in (string[])[$"{prefix}{segment}", $"{prefix}a%40b/{segment}/%23"])
            {
                using var answer = await SendAsync("GET", target);
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, target);
            }
        }

        Provider.Requests.ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string target)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Headers.Add(ConnectionHeadersFilter.RawTarget, target);
        return await App.SendAsync(request);
    }

    private void Echo() => Provider.Api = async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        _body = await reader.ReadToEndAsync();
        await HostileResponses.Json(context, "{}");
    };

    // Spotify has responded to an offset at the end of the list with 502.
    private void Serve(int total) => Provider.Api = context =>
    {
        if (context.Request.Path.Value!.EndsWith("/contains", StringComparison.Ordinal))
            return HostileResponses.Json(context, "[true,false]");
        var offset = int.Parse(context.Request.Query["offset"].ToString() is { Length: > 0 } from ? from : "0");
        var limit = int.Parse(context.Request.Query["limit"]!);
        if (limit > 50 || (offset > 0 && offset >= total))
        {
            context.Response.StatusCode = limit > 50 ? 400 : 502;
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>");
        }

        var items = Enumerable.Range(offset, Math.Max(0, Math.Min(limit, total - offset)))
            .Select(n => $"{{\"n\":{n},\"item\":{{}}}}");
        var path = $"{Provider.Address}{context.Request.Path}";
        var next = offset + limit < total ? $"\"{path}?offset={offset + limit}&limit={limit}\"" : "null";
        return HostileResponses.Json(context, $$"""
            {"href":"{{path}}?offset={{offset}}&limit={{limit}}","items":[{{string.Join(',', items)}}],
             "limit":{{limit}},"next":{{next}},"offset":{{offset}},"previous":null,"total":{{total}}}
            """);
    };
}
