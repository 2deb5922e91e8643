using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>The status of a provider's error counts, even if its body is compressed, cut or no JSON.</summary>
public sealed class UnusableErrorBodyTests() : HostilePassthroughTest(cacheSeconds: 60)
{
    private const string Path = "/spotify/v1/me/tracks";
    private const string Words = "Too many requests";

    public static TheoryData<string, bool> Bodies
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var kind in new[] { "compressed", "cut", "half an object", "hidden token", "text as JSON" })
            {
                all.Add(kind, false);
                all.Add(kind, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_429_with_an_unusable_body_stays_a_429_and_holds_back_later_calls(string kind, bool isStreamed)
    {
        SetError(HttpStatusCode.TooManyRequests, kind);

        using var answer = await GetAsync(isStreamed);

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(10));
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe(["429; rate_limited"]);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(kind == "text as JSON" ? Words : "");
        var requests = Provider.Requests.Count;
        using var next = await GetAsync(isStreamed);
        next.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Provider.Requests.Count.ShouldBe(requests);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_401_with_an_unusable_body_renews_the_token(string kind, bool isStreamed)
    {
        SetError(HttpStatusCode.Unauthorized, kind);

        using var answer = await GetAsync(isStreamed);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"good":true}""");
    }

    [Fact]
    public async Task The_words_of_a_lapsed_subscription_count_although_they_are_declared_as_JSON()
    {
        const string words = "Active premium subscription required for the owner of the app.";
        Provider.Api = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return HostileResponses.Json(context, words);
        };

        using var answer = await GetAsync(isStreamed: false);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe(["403; premium_lapsed"]);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(words);
        using var next = await GetAsync(isStreamed: false);
        next.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_app_unhealthy"]);
    }

    // The response after the error is a good one.
    private void SetError(HttpStatusCode status, string kind) => Provider.Api = context =>
    {
        Provider.Api = good => HostileResponses.Json(good, """{"good":true}""");
        context.Response.StatusCode = (int)status;
        context.Response.Headers.RetryAfter = "600";
        return WriteAsync(context, kind);
    };

    private static async Task WriteAsync(HttpContext context, string kind)
    {
        context.Response.ContentType = "application/json";
        if (kind == "compressed")
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("{}"u8.ToArray());
            return;
        }

        if (kind == "cut")
            context.Response.ContentLength = 100;
        await context.Response.WriteAsync(kind switch
        {
            "half an object" => """{"error":""",
            "hidden token" => """{"next":"?access\u005ftoken=at"}""",
            "text as JSON" => Words,
            _ => """{"error":{"status":""",
        });
        await context.Response.Body.FlushAsync();
    }

    // The broker streams a response that it does not cache.
    private async Task<HttpResponseMessage> GetAsync(bool isStreamed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (isStreamed)
            request.Headers.Add("Cache-Control", "no-store");
        return await App.SendAsync(request);
    }
}
