using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Requests;

/// <summary>T15: a path is forwarded only if its escapes are UTF-8.</summary>
public sealed class PercentEncodingTests() : PassthroughTestBase
{
    [Theory]
    [InlineData("caf%C3%A9", true)]
    [InlineData("%E6%97%A5%E6%9C%AC", true)]
    [InlineData("%F0%9F%8E%B5", true)]
    [InlineData("a%20b", true)]
    [InlineData("%ff", false)]
    [InlineData("%C3", false)]
    [InlineData("%C3/%A9", false)]
    [InlineData("%C3a%A9", false)]
    [InlineData("%c0%ae", false)]
    [InlineData("%e0%80%af", false)]
    [InlineData("%ED%A0%80", false)]
    [InlineData("%ED%B2%A9", false)]
    [InlineData("%F4%90%80%80", false)]
    [InlineData("%F8%88%80%80%80", false)]
    public async Task Only_UTF8_escapes_are_forwarded(string name, bool isForwarded)
    {
        foreach (var prefix in new[] { "/spotify/v1/nothing/", "/deezer/nothing/", "/app/deezer/nothing/" })
        {
            var before = await CountProviderRequestsAsync();

            var answer = await SendAsync(prefix + name);

            (answer.Response.StatusCode != 400).ShouldBe(isForwarded, prefix + name);
            (await CountProviderRequestsAsync() > before).ShouldBe(isForwarded, prefix + name);
        }
    }

    private Task<HttpContext> SendAsync(string path) => Broker.SendAsync(context =>
    {
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Request.Headers.Host = "127.0.0.1:5080";
        context.Request.Headers.Authorization = App.DefaultRequestHeaders.Authorization!.ToString();
    });
}
