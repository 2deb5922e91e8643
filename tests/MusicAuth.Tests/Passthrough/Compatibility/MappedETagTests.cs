using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Compatibility;

/// <summary>Without the cache, a 304 of the provider confirms only the form that the client has.</summary>
public sealed class MappedETagTests : IAsyncLifetime
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

    [Theory]
    [InlineData("\"one\"")]
    [InlineData("W/\"one\"")]
    public async Task The_two_forms_of_a_response_have_different_ETags(string etag)
    {
        using var browser = _broker.NewBrowser();
        (await HostileProvider.TrySignInAsync(browser, "spotify", "seven")).ShouldBe("/");
        using var app = browser.NewApp(await browser.NewKeyAsync(["spotify:read"]));
        _provider.Api = context =>
        {
            context.Response.Headers.ETag = etag;
            if (context.Request.Headers.IfNoneMatch != etag)
                return HostileResponses.Json(context, """{"id":"p","items":{"total":1}}""");
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        };

        using var mapped = await SendAsync(app, isRaw: false);
        using var raw = await SendAsync(app, isRaw: true);
        (await mapped.Content.ReadAsStringAsync()).ShouldContain("\"tracks\"");
        (await raw.Content.ReadAsStringAsync()).ShouldNotContain("\"tracks\"");
        raw.Headers.ETag!.ToString().ShouldBe(etag);

        using var sameMapped = await SendAsync(app, isRaw: false, mapped.Headers.ETag);
        using var sameRaw = await SendAsync(app, isRaw: true, raw.Headers.ETag);
        using var otherMapped = await SendAsync(app, isRaw: false, raw.Headers.ETag);
        using var otherRaw = await SendAsync(app, isRaw: true, mapped.Headers.ETag);
        (sameMapped.StatusCode, sameRaw.StatusCode).ShouldBe((HttpStatusCode.NotModified, HttpStatusCode.NotModified));
        sameMapped.Headers.ETag.ShouldBe(mapped.Headers.ETag);
        (otherMapped.StatusCode, otherRaw.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("\"a-mapped\", \"b\", W/\"c-mapped\"", "\"a\", W/\"c\"")]
    [InlineData("\"b\"", "")]
    [InlineData("*", "*")]
    [InlineData("no tag", "")]
    public void Only_the_ETags_of_mapped_responses_go_to_the_provider(string requested, string sent) =>
        MappedETag.ToProvider(requested).ShouldBe(sent);

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient app, bool isRaw, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/playlists/p");
        if (isRaw) request.Headers.Add("MusicAuth-Shape", "raw");
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        return await app.SendAsync(request);
    }
}
