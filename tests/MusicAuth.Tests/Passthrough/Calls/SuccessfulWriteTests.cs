using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>Case f03: a write with a 2xx status is a success, even with an unusable body.</summary>
public sealed class SuccessfulWriteTests : HostilePassthroughTest
{
    // MusicAuth makes no more calls to a provider at a time.
    private const int CallsAtOnce = 4;
    private const string Json = "application/json; charset=utf-8";

    private int _requests;

    public static TheoryData<string, string> Writes => new()
    {
        { "PUT", "/spotify/v1/me/player/pause" },
        { "POST", "/spotify/v1/me/player/next" },
        { "PUT", "/spotify/v1/me/library?uris=spotify:track:1" },
        { "PUT", "/spotify/v1/me/tracks?ids=1" },
        { "DELETE", "/spotify/v1/playlists/p/tracks" },
        { "POST", "/spotify/v1/users/u/playlists" },
        { "PUT", "/spotify/v1/playlists/p/images" },
        { "POST", "/deezer/user/me/tracks?track_id=1" },
        { "DELETE", "/deezer/playlist/1" },
    };

    private static readonly (string Text, string Type)[] SuccessBodies =
    [
        ("Hx7mQzWpLr4TvCbK", Json), ("Zk-w3_yQbVrR8sLd", "application/json"), ("", Json), ("true", Json),
        ("false", Json), ("\"x\"", Json), ("<html>", Json), ("<html>", "text/html"), ("{\"a\":1}", Json),
        ("[", "text/plain"),
    ];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Every_2xx_response_to_a_write_is_forwarded_unchanged(string method, string path)
    {
        foreach (var (text, type) in SuccessBodies)
        {
            SetResponse(context =>
            {
                context.Response.ContentType = type;
                return context.Response.WriteAsync(text);
            });

            using var answer = await SendAsync(method, path);

            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, $"{text} {type}");
            (await answer.Content.ReadAsStringAsync()).ShouldBe(text);
            _requests.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("cut")]
    [InlineData("cut at once")]
    [InlineData("half an object")]
    [InlineData("hidden token")]
    [InlineData("trickles")]
    [InlineData("huge")]
    [InlineData("utf-16")]
    public async Task A_body_that_cannot_be_searched_is_omitted_and_the_status_is_forwarded(string kind)
    {
        foreach (var rows in Writes.Chunk(CallsAtOnce))
        {
            SetResponse(context => WriteUnsearchableAsync(context, kind));

            await Task.WhenAll(rows.Select(row => ShouldBeAnEmptySuccessAsync(row.Data.Item1, row.Data.Item2)));

            _requests.ShouldBe(rows.Length);
        }
    }

    [Fact]
    public async Task A_token_in_the_response_to_a_write_is_removed()
    {
        SetResponse(context => context.Response.WriteAsync("access_token=at-of-somebody"));

        using var answer = await SendAsync("PUT", "/spotify/v1/me/player/pause");

        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"error":{"type":"ParameterException","message":"x","code":500}}""")]
    [InlineData(""" { "error" : {"type":"ParameterException","message":"x","code":500}}""")]
    public async Task An_error_with_status_200_is_forwarded_with_its_header(string text)
    {
        SetResponse(context =>
        {
            context.Response.StatusCode = 200;
            return HostileResponses.Json(context, text);
        });

        using var answer = await SendAsync("POST", "/deezer/user/me/tracks?track_id=1");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(text);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").Single().ShouldStartWith("500; ");
    }

    [Theory]
    [InlineData("/spotify/v1/me/tracks")]
    [InlineData("/deezer/user/me/tracks")]
    [InlineData("/spotify/v1/playlists/p/tracks?limit=100")]
    public async Task A_read_with_invalid_JSON_is_a_502(string path)
    {
        SetResponse(context => HostileResponses.Json(context, "Hx7mQzWpLr4TvCbK"));

        using var answer = await App.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        answer.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_answer_invalid"]);
    }

    [Fact]
    public async Task Forty_one_ids_are_two_writes_and_one_success()
    {
        SetResponse(context => HostileResponses.Json(context, "Hx7mQzWpLr4TvCbK"));

        using var answer = await SendAsync(
            "PUT", $"/spotify/v1/me/tracks?ids={string.Join(',', Enumerable.Range(0, 41))}");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        _requests.ShouldBe(2);
    }

    private void SetResponse(RequestDelegate answer)
    {
        _requests = 0;
        Provider.Api = context =>
        {
            Interlocked.Increment(ref _requests);
            context.Response.StatusCode = 202;
            return answer(context);
        };
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = new StringContent("{\"tracks\":[]}");
        return await App.SendAsync(request);
    }

    private async Task ShouldBeAnEmptySuccessAsync(string method, string path)
    {
        using var answer = await SendAsync(method, path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, $"{method} {path}");
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    private static async Task WriteUnsearchableAsync(HttpContext context, string kind)
    {
        context.Response.ContentType = kind == "utf-16" ? "application/json; charset=utf-16" : Json;
        if (kind == "gzip")
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("{}"u8.ToArray());
            return;
        }

        if (kind.StartsWith("cut", StringComparison.Ordinal))
            context.Response.ContentLength = 100;
        await context.Response.StartAsync();
        await context.Response.WriteAsync(kind switch
        {
            "cut at once" => "",
            "half an object" => "{\"snapshot_id\":",
            "hidden token" => """{"next":"?access\u005ftoken=at"}""",
            "huge" => new string('x', 2 * 1024 * 1024),
            _ => "{\"a\":",
        });
        await context.Response.Body.FlushAsync();
        if (kind == "trickles")
            await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted);
    }
}
