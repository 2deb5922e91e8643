using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Faults;

/// <summary>Every <c>provider_unavailable</c> has a Retry-After, on every path.</summary>
public sealed class RetryAfterTests() : PassthroughTestBase()
{
    public static TheoryData<string, string> Failures
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var path in new[] { "/me/playlists?provider=deezer", "/me/favorites?provider=deezer", "/me/flow" })
            {
                foreach (var fault in new[] { "deezer_no_code", "deezer_error", "server_error", "unavailable", "drop" })
                    all.Add(path, fault);
            }

            foreach (var path in new[] { "/deezer/user/me/playlists", "/app/deezer/album/302127" })
                all.Add(path, "drop");
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_503_has_a_Retry_After_in_the_header_and_in_the_problem(string path, string fault)
    {
        await Broker.FaultAsync(new { kind = fault, provider = "deezer", on = "api" });

        using var answer = await App.GetAsync(path);

        await ShouldHaveRetryAfterAsync(answer);
    }

    [Theory]
    [InlineData("deezer_no_code")]
    [InlineData("deezer_error")]
    [InlineData("bad_gateway")]
    [InlineData("drop")]
    public async Task A_failed_source_beside_a_good_source_has_a_Retry_After(string fault)
    {
        await Broker.FaultAsync(new { kind = fault, provider = "deezer", on = "api" });

        var page = await App.GetFromJsonAsync<JsonElement>("/me/playlists");

        var problem = page.GetProperty("sources")[1].GetProperty("problem");
        problem.GetProperty("code").GetString().ShouldBe("provider_unavailable");
        problem.GetProperty("retry_after").GetInt32().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("/deezer/user/me/playlists", "deezer_no_code")]
    [InlineData("/deezer/user/me/playlists", "deezer_error")]
    [InlineData("/app/deezer/album/302127", "deezer_no_code")]
    [InlineData("/app/deezer/album/302127", "deezer_error")]
    public async Task A_forwarded_error_of_Deezer_with_status_200_has_a_Retry_After(string path, string fault)
    {
        await Broker.FaultAsync(new { kind = fault, provider = "deezer", on = "api" });

        using var answer = await App.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem();
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("server_error")]
    [InlineData("html")]
    [InlineData("cut")]
    [InlineData("drop")]
    public async Task A_failure_of_the_access_token_endpoint_has_a_Retry_After(string fault)
    {
        Broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await Broker.FaultAsync(new { kind = fault, provider = "spotify", on = "token" });

        using var answer = await Dora.Client.GetAsync("/me/connections/spotify/token");

        await ShouldHaveRetryAfterAsync(answer);
    }

    [Theory]
    [InlineData("/app/spotify/v1/albums/4aawyAB9vmqN3uQ7FjRGTy")]
    public async Task A_failure_of_the_catalogue_without_an_app_token_has_a_Retry_After(string path)
    {
        await Broker.FaultAsync(new { kind = "bad_gateway", provider = "spotify", on = "token" });

        using var answer = await App.GetAsync(path);

        await ShouldHaveRetryAfterAsync(answer);
    }

    [Fact]
    public void A_problem_without_a_wait_has_the_default_Retry_After()
    {
        new ProblemException(ProblemCode.ProviderUnavailable, "").RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        new ProblemException(ProblemCode.NotFound, "").RetryAfter.ShouldBeNull();
    }

    private static async Task ShouldHaveRetryAfterAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, text);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("provider_unavailable");
        var wait = problem.GetProperty("retry_after").GetInt32();
        wait.ShouldBeGreaterThan(0);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(wait));
    }
}
