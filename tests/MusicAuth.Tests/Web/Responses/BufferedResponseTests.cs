using System.Text;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Responses;

public sealed class BufferedResponseTests
{
    [Theory]
    [InlineData("W/\"a\"", 304)]
    [InlineData("\"a\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"b\", W/\"a\"", 304)]
    [InlineData("W/\"b\"", 200)]
    [InlineData("a", 200)]
    [InlineData("", 200)]
    [InlineData("\"a", 200)]
    [InlineData(null, 200)]
    public async Task A_matching_If_None_Match_gives_304(string? known, int status)
    {
        var context = NewContext("GET");
        if (known is not null)
            context.Request.Headers.IfNoneMatch = known;

        await BufferedResponse.WriteAsync(context, 200, "body"u8.ToArray(), "text/plain", "W/\"a\"");

        context.Response.StatusCode.ShouldBe(status);
        context.Response.Headers.ETag.ToString().ShouldBe("W/\"a\"");
        context.Response.Headers.CacheControl.ToString().ShouldBe("private, no-cache");
        BodyOf(context).ShouldBe(status == 200 ? "body" : "");
    }

    [Theory]
    [InlineData("GET", "body")]
    [InlineData("HEAD", "")]
    public async Task Without_a_tag_the_response_is_no_store_and_a_failure_is_never_304(string method, string body)
    {
        var context = NewContext(method);
        context.Request.Headers.IfNoneMatch = "*";

        await BufferedResponse.WriteAsync(context, 404, "body"u8.ToArray(), "text/plain", null);

        context.Response.StatusCode.ShouldBe(404);
        context.Response.ContentLength.ShouldBe(4);
        context.Response.Headers.CacheControl.ToString().ShouldBe("private, no-store");
        BodyOf(context).ShouldBe(body);
    }

    [Theory]
    [InlineData("no-cache", true)]
    [InlineData("max-age=0, No-Cache", true)]
    [InlineData("max-age=0", false)]
    [InlineData("no-cache-at-all", false)]
    [InlineData("", false)]
    [InlineData("=,;", false)]
    public void Only_the_directive_no_cache_is_a_no_cache_request(string header, bool isNoCache)
    {
        var context = NewContext("GET");
        context.Request.Headers.CacheControl = header;

        BufferedResponse.IsNoCacheRequest(context.Request).ShouldBe(isNoCache);
    }

    private static DefaultHttpContext NewContext(string method)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static string BodyOf(HttpContext context) =>
        Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
