using System.Net;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>With the default cache: the broker fetches a response completely before it answers.</summary>
public sealed class CachedHostileResponseTests() : HostileResponseTests(cacheSeconds: 60)
{
    private const string Path = "/deezer/user/me/tracks";

    [Theory]
    [MemberData(nameof(AfterTheFirstByte))]
    public async Task A_cached_response_that_fails_at_any_point_is_a_problem(string kind)
    {
        Provider.Api = HostileResponses.Of(kind);

        using var answer = await App.GetAsync(Path);

        ShouldBeInvalid(answer);
    }

    [Fact]
    public async Task A_response_that_stops_midway_times_out()
    {
        Provider.Api = HostileResponses.Of("falls silent");

        using var answer = await App.GetAsync(Path).WaitAsync(TimeSpan.FromMinutes(1));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_unavailable"]);
    }

    [Fact]
    public async Task A_text_that_later_becomes_the_token_is_removed_from_the_cached_response()
    {
        const string next = "at-of-tomorrow";
        Provider.Api = context => HostileResponses.Json(context, $$"""{"q":"{{next}}"}""");
        (await FreshAsync()).ShouldContain(next);
        (await FreshAsync()).ShouldContain(next);
        Provider.Token = answer => answer.Response.WriteAsync(
            $$"""{"access_token":"{{next}}","refresh_token":"rt2","token_type":"Bearer","expires_in":3600}""");
        var honest = Provider.Api;
        Provider.Api = context =>
        {
            Provider.Api = honest;
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };

        (await FreshAsync()).ShouldBe("""{"q":"***"}""");
    }

    private async Task<string> FreshAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/echo");
        request.Headers.CacheControl = new() { NoCache = true };
        using var answer = await App.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
