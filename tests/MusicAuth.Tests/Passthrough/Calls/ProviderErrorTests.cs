using System.Net;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>Errors of the providers in an unusual form.</summary>
public sealed class ProviderErrorTests : HostilePassthroughTest
{
    [Theory]
    [InlineData(200, """{"error":"\ud83d"}""", "0; error")]
    [InlineData(200, """{"error":{"message":"x","code":"\ud83d"}}""", "0; error")]
    [InlineData(200, """{"error":{"message":"x","\ud83d":1}}""", "0; error")]
    [InlineData(200, """{"error":{"message":"no data","code":"800"}}""", "800; not_found")]
    [InlineData(404, """{"error":"\ud83d"}""", null)]
    public async Task F01_an_error_of_Deezer_is_forwarded_whatever_its_text_is(int status, string json, string? meaning)
    {
        Provider.Api = context =>
        {
            context.Response.StatusCode = status;
            return HostileResponses.Json(context, json);
        };
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, "/deezer/user/me/tracks?track_id=1");

            using var answer = await App.SendAsync(request);

            ((int)answer.StatusCode).ShouldBe(status, method.Method);
            (await answer.Content.ReadAsStringAsync()).ShouldBe(json);
            if (meaning is not null)
                answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldBe([meaning]);
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"no data","code":800}}""", "not_found")]
    [InlineData("""{"error":{"message":"not allowed","code":901}}""", "provider_forbids")]
    [InlineData("""{"error":{"message":"wrong","code":500}}""", "invalid_parameter")]
    [InlineData("""{"error":[],"results":true}""", "ok")]
    public async Task F01_the_audit_log_records_an_error_that_Deezer_sends_with_status_200(string json, string outcome)
    {
        Provider.Api = context => HostileResponses.Json(context, json);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, "/deezer/user/me/tracks?track_id=1");
            using var answer = await App.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, method.Method);
        }

        var entries = await Broker.AuditEntriesAsync(Browser);

        entries.Where(entry => entry.GetProperty("caller").Word("kind") == "key")
            .Select(entry => $"{entry.Word("kind")} {entry.Word("outcome")}")
            .ShouldBe([$"read {outcome}", $"written {outcome}"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_date_in_Retry_After_reaches_the_client_as_seconds()
    {
        Provider.Api = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("r");
            return context.Response.WriteAsync("Too many requests");
        };

        using var answer = await App.GetAsync("/deezer/user/me/tracks");

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull()
            .ShouldBeInRange(TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(602));
    }
}
