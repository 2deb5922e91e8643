using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>A hostile provider: a malformed response is never a success and never leaks a token.</summary>
public abstract class HostileResponseTests(int cacheSeconds) : HostilePassthroughTest(cacheSeconds)
{
    public static TheoryData<string, string, int> BeforeTheFirstByte => new()
    {
        { "redirect", "provider_answer_invalid", 502 },
        { "gzip", "provider_answer_invalid", 502 },
        { "html as json", "provider_answer_invalid", 502 },
        { "header bomb", "provider_answer_invalid", 502 },
        { "reset", "provider_unavailable", 503 },
        { "silence", "provider_unavailable", 503 },
        { "cut at once", "provider_answer_invalid", 502 },
    };

    public static TheoryData<string> AfterTheFirstByte => ["cut later", "ends in the middle", "hidden token"];

    [Theory]
    [MemberData(nameof(BeforeTheFirstByte))]
    public async Task An_unusable_response_is_a_problem_of_the_broker(string kind, string code, int status)
    {
        string[] paths = ["/spotify/v1/me/tracks", "/deezer/user/me/tracks", "/app/deezer/search?q=1"];
        Provider.Api = HostileResponses.Of(kind);
        var answers = await Task.WhenAll(paths.Select(path => App.GetAsync(path)));
        Provider.Api = context => HostileResponses.Json(context, """{"good":true}""");

        foreach (var (path, answer) in paths.Zip(answers))
        {
            ((int)answer.StatusCode).ShouldBe(status, $"{path} {string.Join('\n', Broker.Log.Errors)}");
            answer.Headers.GetValues("MusicAuth-Error").ShouldBe([code]);
            answer.Headers.Contains("Retry-After").ShouldBe(status == 503);
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
            answer.Dispose();

            using var next = await App.GetAsync(path);
            (await next.Content.ReadAsStringAsync()).ShouldBe(
                """{"good":true}""", "the malformed response must not be stored");
        }
    }

    [Theory]
    [MemberData(nameof(AfterTheFirstByte))]
    public async Task A_response_that_fails_later_is_never_complete(string kind)
    {
        Provider.Api = HostileResponses.Of(kind);

        var failure = await Record.ExceptionAsync(async () =>
        {
            using var answer = await StreamedAsync();
            if (!answer.IsSuccessStatusCode)
                throw new HttpRequestException(answer.StatusCode.ToString());
            await answer.Content.ReadAsStringAsync();
        });

        failure.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("short and cut")]
    [InlineData("short and ends in the middle")]
    [InlineData("short with a hidden token")]
    public async Task A_short_response_that_fails_is_a_problem(string kind)
    {
        Provider.Api = HostileResponses.Of(kind);

        using var answer = await StreamedAsync();

        ShouldBeInvalid(answer);
    }

    [Fact]
    public async Task A_short_response_has_the_length_of_the_rewritten_body()
    {
        Provider.Api = context => HostileResponses.Short(
            context, $$"""{"next":"http://{{context.Request.Host}}/deezer/x?index=1"}""");

        using var answer = await StreamedAsync();

        var length = answer.Content.Headers.ContentLength.ShouldNotBeNull();
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBe((int)length);
    }

    [Fact]
    public async Task An_HTML_response_becomes_plain_text()
    {
        Provider.Api = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<script>alert(1)</script>");
        };

        using var answer = await App.GetAsync("/spotify/v1/me/page");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("sandbox");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task The_response_contains_the_token_in_no_form()
    {
        Provider.Api = context => HostileResponses.Json(
            context, $$"""{"q":"{{context.Request.QueryString}}","h":"{{context.Request.Headers.Authorization}}"}""");

        foreach (var path in (string[])["/spotify/v1/me/echo", "/deezer/user/echo"])
        {
            using var answer = await App.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldNotContain("access_token=");
            text.ShouldNotContain("Bearer at-");
        }
    }

    [Fact]
    public async Task Only_allowed_headers_of_the_caller_are_forwarded()
    {
        var seen = new List<string>();
        Provider.Api = context =>
        {
            seen.AddRange(context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"));
            return HostileResponses.Json(context, "{}");
        };
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put])
        {
            using var request = new HttpRequestMessage(method, "/spotify/v1/me/anything");
            foreach (var name in (string[])["Cookie", "X-Forwarded-For", "X_Forwarded_For", "Forwarded", "Origin",
                "Referer", "Proxy-Authorization", "X-Evil", "Te", "Upgrade", "Range", "Cf-Connecting-Ip", "Via"])
                request.Headers.TryAddWithoutValidation(name, "planted");
            request.Headers.Add("Accept-Language", "de");
            request.Headers.Add("Accept", "application/json");
            using var answer = await App.SendAsync(request);
        }

        seen.ShouldNotContain(header => header.Contains("planted") || header.Contains("ma_"));
        seen.Select(header => header.Split(':')[0]).Distinct().Order().ShouldBe(
            (string[])["Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Length", "Host"]);
    }

    [Theory]
    [InlineData("If-None-Match")]
    [InlineData("Accept-Language")]
    [InlineData("Accept")]
    public async Task A_header_that_cannot_be_sent_is_refused_and_blocks_no_other_call(string name)
    {
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/spotify/v1/me/{i}");
            request.Headers.TryAddWithoutValidation(name, "\u202e");
            using var refused = await App.SendAsync(request);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadAsStringAsync()).ShouldContain($"The header {name} can contain");
        }

        using var good = await App.GetAsync("/spotify/v1/me/anything");
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_body_is_forwarded_unchanged()
    {
        var seen = "";
        Provider.Api = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = $"{context.Request.ContentType} {await reader.ReadToEndAsync()}";
            context.Response.StatusCode = 201;
        };

        using var answer = await App.PostAsync(
            "/spotify/v1/me/anything", new StringContent("""{"name":"x"}""", Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        seen.ShouldBe("""application/json; charset=utf-8 {"name":"x"}""");
    }

    protected static void ShouldBeInvalid(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        answer.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_answer_invalid"]);
    }

    // The broker streams a response that it does not cache.
    private async Task<HttpResponseMessage> StreamedAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/deezer/user/me/tracks");
        request.Headers.Add("Cache-Control", "no-store");
        return await App.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
