using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Compatibility;

/// <summary>A response that MusicAuth joins from several parts, without its cache.</summary>
public sealed class JoinedResponseTests : IAsyncLifetime
{
    private HostileProvider _provider = null!;
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await HostileProvider.StartAsync();
        _broker = await _provider.StartBrokerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task It_has_no_validator_of_one_of_its_parts()
    {
        using var browser = _broker.NewBrowser();
        (await HostileProvider.TrySignInAsync(browser, "spotify", "seven")).ShouldBe("/");
        using var app = browser.NewApp(await browser.NewKeyAsync(["spotify:read"]));
        var (parts, conditional) = (0, 0);
        _provider.Api = context =>
        {
            Interlocked.Increment(ref parts);
            if (context.Request.Headers.IfNoneMatch.Count > 0)
                Interlocked.Increment(ref conditional);
            context.Response.Headers.ETag = "\"part\"";
            var items = string.Join(',', Enumerable.Repeat("{}", 50));
            return HostileResponses.Json(context, $$"""{"items":[{{items}}],"total":230,"next":"n","limit":50}""");
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/playlists/p/tracks?limit=100");
        request.Headers.Add("If-None-Match", "\"part\"");

        using var answer = await app.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ETag.ShouldBeNull();
        parts.ShouldBe(2);
        conditional.ShouldBe(0);
    }
}
