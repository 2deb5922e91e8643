using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class FaultTests
{
    [Theory]
    [InlineData("server_error", 500, "application/json")]
    [InlineData("bad_gateway", 502, "text/html")]
    [InlineData("unavailable", 503, "text/plain")]
    [InlineData("html", 200, "text/html")]
    public async Task A_token_endpoint_fails_the_given_number_of_times_and_then_succeeds(
        string kind, int status, string type)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        await sandbox.FaultsAsync($$"""{"rules":[{"kind":"{{kind}}","provider":"spotify","on":"token","times":2}]}""");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await PostRefreshAsync(sandbox, refresh);
            ((int)answer.StatusCode).ShouldBe(status);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        }

        (await sandbox.RefreshAsync(refresh)).Status.ShouldBe(200);
        var rules = await sandbox.ControlAsync(HttpMethod.Get, "faults");
        ((int)rules!["rules"]![0]!["hits"]!).ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"kind":"invalid_grant"}""", "invalid_grant", "Refresh token revoked")]
    [InlineData("""{"kind":"invalid_grant","description":"Any words"}""", "invalid_grant", "Any words")]
    [InlineData("""{"kind":"invalid_client"}""", "invalid_client", null)]
    [InlineData("""{"kind":"invalid_client","description":"Invalid client"}""", "invalid_client", "Invalid client")]
    public async Task A_token_endpoint_can_refuse_a_refresh(string rule, string error, string? description)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        await sandbox.FaultsAsync($$"""{"rules":[{{rule}}]}""");
        var (status, body) = await sandbox.RefreshAsync(refresh);
        (status, (string?)body["error"], (string?)body["error_description"]).ShouldBe((400, error, description));
    }

    [Theory]
    [InlineData("\"absent\"", null)]
    [InlineData("0", "0")]
    [InlineData("\"3600\"", "\"3600\"")]
    [InlineData("-1", "-1")]
    [InlineData("1000000000000000000", "1000000000000000000")]
    public async Task Expires_in_can_be_anything(string value, string? seen)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync($$"""{"rules":[{"kind":"expires_in","value":{{value}}}]}""");
        var (_, body) = await sandbox.RedeemAsync(await sandbox.CodeAsync("dora"));
        (body["expires_in"]?.ToJsonString()).ShouldBe(seen);
    }

    [Fact]
    public async Task A_new_refresh_token_can_be_missing_empty_unchanged_or_another_valid_token()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        async Task<JsonNode?> WithAsync(string value)
        {
            await sandbox.FaultsAsync($$"""{"rules":[{"kind":"refresh_token","value":"{{value}}"}]}""");
            return (await sandbox.RefreshAsync(refresh)).Body["refresh_token"];
        }

        (await WithAsync("missing")).ShouldBeNull();
        ((string?)await WithAsync("empty")).ShouldBe("");
        ((string?)await WithAsync("same")).ShouldBe(refresh);
        var other = (string)(await WithAsync("other"))!;
        other.ShouldNotBe(refresh);
        (await sandbox.RefreshAsync(other)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_response_that_is_cut_off_is_lost_after_the_rotation()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rules":[{"kind":"cut","on":"token","times":1,"after":1}]}""");
        var (_, refresh) = await sandbox.SignInAsync("dora");
        await Should.ThrowAsync<HttpRequestException>(() => sandbox.RefreshAsync(refresh));
        (await sandbox.RefreshAsync(refresh)).Status.ShouldBe(400);
        ((int)(await sandbox.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_dropped_request_is_not_processed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rules":[{"kind":"drop","on":"token","times":1,"after":1}]}""");
        var (_, refresh) = await sandbox.SignInAsync("dora");
        await Should.ThrowAsync<HttpRequestException>(() => sandbox.RefreshAsync(refresh));
        (await sandbox.RefreshAsync(refresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_slow_response_waits_for_the_clock()
    {
        var time = new FakeTimeProvider(TestSandbox.Start);
        await using var sandbox = await TestSandbox.StartAsync(new() { TimeProvider = time });
        var (_, refresh) = await sandbox.SignInAsync("dora");
        await sandbox.FaultsAsync("""{"rules":[{"kind":"slow","on":"token","delay_ms":30000}]}""");
        var pending = sandbox.RefreshAsync(refresh);
        // The sandbox refreshes at once and delays only the response.
        await Eventually.IsTrueAsync(async () => (int)(await sandbox.StatsAsync())["spotify"]!["refreshes"]! > 0);
        pending.IsCompleted.ShouldBeFalse();
        while (!pending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        (await pending).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"kind":"unauthorized"}""", 401, "The access token expired")]
    [InlineData("""{"kind":"forbidden","text":"scope"}""", 403, "Insufficient client scope")]
    [InlineData("""{"kind":"forbidden","text":"premium"}""", 403, "Active premium subscription required")]
    [InlineData("""{"kind":"forbidden","text":"not_registered"}""", 403, "User not registered")]
    [InlineData("""{"kind":"rate_limited"}""", 429, "API rate limit exceeded")]
    [InlineData("""{"kind":"quota_exceeded"}""", 429, "QUOTA_EXCEEDED")]
    [InlineData("""{"kind":"deezer_string_error"}""", 404, "\"error\":\"Not Found\"")]
    [InlineData("""{"kind":"deezer_no_code"}""", 200, "An error has occured")]
    [InlineData("""{"kind":"deezer_empty_error"}""", 200, "{\"error\":[],\"results\":true}")]
    [InlineData("""{"kind":"deezer_error","code":700}""", 200, "\"code\":700")]
    [InlineData("""{"kind":"not_json"}""", 200, "{\"items\":[")]
    public async Task The_API_response_can_be_replaced_for_one_path(string rule, int status, string words)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        await sandbox.FaultsAsync($$"""{"rules":[{{rule[..^1]}},"path":"/me/tracks"}]}""");
        using var answer = await sandbox.SpotifyAsync(access, "/me/tracks");
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
        (await sandbox.SpotifyAsync(access, "/me/playlists")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"kind":"rate_limited"}""", null)]
    [InlineData("""{"kind":"rate_limited","retry_after":7}""", 7)]
    [InlineData("""{"kind":"quota_exceeded"}""", 48925)]
    public async Task A_429_can_have_a_Retry_After(string rule, int? seconds)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync($$"""{"rules":[{{rule}}]}""");
        using var answer = await sandbox.SpotifyAsync("x", "/me");
        ((int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds).ShouldBe(seconds);
        (answer.Headers.RetryAfter is null).ShouldBe(seconds is null);
    }

    [Fact]
    public async Task A_response_can_be_huge_compressed_redirected_or_have_cookies()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        async Task<HttpResponseMessage> WithAsync(string rule)
        {
            await sandbox.FaultsAsync($$"""{"rules":[{{rule}}]}""");
            return await sandbox.Http.GetAsync("/deezer/search?q=tide");
        }

        (await (await WithAsync("""{"kind":"oversized"}""")).Content.ReadAsByteArrayAsync()).Length
            .ShouldBeGreaterThan(10 * 1024 * 1024);
        using var compressed = await WithAsync("""{"kind":"gzip"}""");
        compressed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        (await compressed.Content.ReadAsByteArrayAsync())[..2].ShouldBe([0x1f, 0x8b]);
        using var elsewhere = await WithAsync("""{"kind":"redirect","location":"http://127.0.0.1:1/x"}""");
        (elsewhere.StatusCode, elsewhere.Headers.Location).ShouldBe(
            (HttpStatusCode.TemporaryRedirect, new Uri("http://127.0.0.1:1/x")));
        using var tracking = await WithAsync("""{"kind":"set_cookie"}""");
        tracking.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.StartsWith("sandbox_tracking="));
        await Should.ThrowAsync<HttpRequestException>(() => WithAsync("""{"kind":"cut"}"""));
    }

    [Fact]
    public async Task Deezer_can_issue_short_lived_tokens()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"deezer_expires":120}""");
        var token = await sandbox.DeezerSignInAsync("dora");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(120));
        ((int)(await sandbox.DeezerAsync($"/user/me?access_token={token}"))["error"]!["code"]!).ShouldBe(300);
    }

    private static Task<HttpResponseMessage> PostRefreshAsync(TestSandbox sandbox, string refresh) =>
        sandbox.Http.PostAsync("/spotify/api/token", new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("refresh_token", refresh),
            new("client_id", "sandbox-spotify-client"), new("client_secret", "sandbox-spotify-secret"),
        ]));
}
