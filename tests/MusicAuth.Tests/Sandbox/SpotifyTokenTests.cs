using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyTokenTests
{
    private static readonly string Challenge =
        WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(TestSandbox.Verifier)));

    private static readonly (string, string)[] WithChallenge =
        [("code_challenge", Challenge), ("code_challenge_method", "S256")];

    [Fact]
    public async Task A_code_is_exchanged_only_once()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var code = await sandbox.CodeAsync("dora");
        var (status, body) = await sandbox.RedeemAsync(code);
        status.ShouldBe(200);
        ((int)body["expires_in"]!).ShouldBe(3600);
        ((string)body["token_type"]!).ShouldBe("Bearer");
        ((string)body["scope"]!).ShouldBe("playlist-read-private user-library-read");
        ((string)body["refresh_token"]!).ShouldNotBeEmpty();
        ShouldRefuse(await sandbox.RedeemAsync(code), "invalid_grant", "Invalid authorization code");
        ((int)(await sandbox.StatsAsync())["spotify"]!["code_replays"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_code_expires_after_ten_minutes()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (early, late) = (await sandbox.CodeAsync("dora"), await sandbox.CodeAsync("dora"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(599));
        (await sandbox.RedeemAsync(early)).Status.ShouldBe(200);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        ShouldRefuse(await sandbox.RedeemAsync(late), "invalid_grant", "Authorization code expired");
    }

    [Fact]
    public async Task The_redirect_URI_must_equal_that_of_the_authorization()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var code = await sandbox.CodeAsync("dora");
        ShouldRefuse(await sandbox.RedeemAsync(code, ("redirect_uri", "http://127.0.0.1:5081/callback/spotify")),
            "invalid_grant", "Invalid redirect URI");
    }

    [Fact]
    public async Task Another_app_can_neither_redeem_a_code_nor_use_it_up()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var code = await sandbox.CodeAsync("dora", WithChallenge);
        ShouldRefuse(await PublicAsync(sandbox, "sandbox-spotify-public", code, TestSandbox.Verifier),
            "invalid_grant", "Invalid authorization code");
        (await PublicAsync(sandbox, "sandbox-spotify-client", code, TestSandbox.Verifier)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("sandbox-spotify-public")]
    [InlineData("sandbox-spotify-client")]
    public async Task A_public_client_needs_the_verifier_of_its_challenge(string client)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        Task<string> CodeAsync() => sandbox.CodeAsync("dora", [("client_id", client), .. WithChallenge]);
        ShouldRefuse(await PublicAsync(sandbox, client, await CodeAsync(), new string('x', 43)),
            "invalid_grant", "code_verifier was incorrect");
        ShouldRefuse(await PublicAsync(sandbox, client, await CodeAsync(), ""),
            "invalid_request", "code_verifier required");
        var (status, body) = await PublicAsync(sandbox, client, await CodeAsync(), TestSandbox.Verifier);
        status.ShouldBe(200);
        (await sandbox.TokenAsync(null, ("grant_type", "refresh_token"), ("client_id", client),
            ("refresh_token", (string)body["refresh_token"]!))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_secret_does_not_replace_the_verifier_of_a_challenge()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        ShouldRefuse(await sandbox.RedeemAsync(await sandbox.CodeAsync("dora", WithChallenge)),
            "invalid_request", "code_verifier required");
        ShouldRefuse(
            await sandbox.RedeemAsync(await sandbox.CodeAsync("dora"), ("code_verifier", TestSandbox.Verifier)),
            "invalid_grant", "code_verifier was incorrect");
        var code = await sandbox.CodeAsync("dora", WithChallenge);
        (await sandbox.RedeemAsync(code, ("code_verifier", TestSandbox.Verifier))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_token_that_was_issued_with_the_secret_is_not_refreshed_without_it()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        ShouldRefuse(await sandbox.TokenAsync(null, ("grant_type", "refresh_token"),
            ("client_id", "sandbox-spotify-client"), ("refresh_token", refresh)), "invalid_client", "Invalid client");
        (await sandbox.TokenAsync(null, ("grant_type", "refresh_token"), ("client_id", "sandbox-spotify-client"),
            ("client_secret", "sandbox-spotify-secret"), ("refresh_token", refresh))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("stranger:sandbox-spotify-secret", "Invalid client")]
    [InlineData("sandbox-spotify-client:wrong", "Invalid client secret")]
    [InlineData("sandbox-spotify-public:anything", "Invalid client secret")]
    [InlineData("sandbox-spotify-client", "Invalid client secret")]
    public async Task Wrong_client_credentials_are_refused_as_invalid_client(string basic, string words)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        ShouldRefuse(await sandbox.TokenAsync(basic, ("grant_type", "client_credentials")), "invalid_client", words);
    }

    [Fact]
    public async Task An_unknown_grant_type_is_unsupported()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (status, body) = await sandbox.TokenAsync(
            "sandbox-spotify-client:sandbox-spotify-secret", ("grant_type", "password"));
        (status, (string)body["error"]!).ShouldBe((400, "unsupported_grant_type"));
    }

    [Fact]
    public async Task A_refresh_issues_no_new_refresh_token_and_the_old_token_stays_valid()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        var (_, first) = await sandbox.RefreshAsync(refresh);
        first.AsObject().ShouldNotContainKey("refresh_token");
        (await sandbox.RefreshAsync(refresh)).Status.ShouldBe(200);
        ShouldRefuse(await sandbox.RefreshAsync("garbage"), "invalid_grant", "Invalid refresh token");
        ((int)(await sandbox.StatsAsync())["spotify"]!["refreshes"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Reuse_of_a_rotated_token_revokes_the_consent_and_is_counted()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true}""");
        var (access, first) = await sandbox.SignInAsync("dora");
        var second = (string)(await sandbox.RefreshAsync(first)).Body["refresh_token"]!;
        second.ShouldNotBe(first);
        var third = (string)(await sandbox.RefreshAsync(second)).Body["refresh_token"]!;
        ((int)(await sandbox.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(0);
        ShouldRefuse(await sandbox.RefreshAsync(first), "invalid_grant", "Refresh token revoked");
        ShouldRefuse(await sandbox.RefreshAsync(third), "invalid_grant", "Refresh token revoked");
        ((int)(await sandbox.SpotifyAsync(access, "/me")).StatusCode).ShouldBe(401);
        ((int)(await sandbox.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(1);
    }

    [Fact]
    public async Task With_rotation_exactly_one_of_several_concurrent_refreshes_succeeds()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true}""");
        var (_, refresh) = await sandbox.SignInAsync("dora");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sandbox.RefreshAsync(refresh)));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        ((int)(await sandbox.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(7);
    }

    [Fact]
    public async Task A_consent_ends_six_calendar_months_later_however_often_it_is_refreshed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, refresh) = await sandbox.SignInAsync("dora");
        // August 31 plus six months is the last day of February.
        var end = new DateTimeOffset(2027, 2, 28, 12, 0, 0, TimeSpan.Zero);
        sandbox.Clock.Advance(end - TestSandbox.Start - TimeSpan.FromSeconds(1));
        (await sandbox.RefreshAsync(refresh)).Status.ShouldBe(200);
        await sandbox.ControlAsync(HttpMethod.Post, "clock", """{"advance_seconds":1}""");
        ShouldRefuse(await sandbox.RefreshAsync(refresh), "invalid_grant", "Refresh token expired");
    }

    [Fact]
    public async Task A_user_can_revoke_a_consent()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, refresh) = await sandbox.SignInAsync("dora");
        var (other, _) = await sandbox.SignInAsync("alma");
        await sandbox.ControlAsync(HttpMethod.Put, "users", """{"revoke":{"provider":"spotify","person":"dora"}}""");
        ShouldRefuse(await sandbox.RefreshAsync(refresh), "invalid_grant", "Refresh token revoked");
        ((int)(await sandbox.SpotifyAsync(access, "/me")).StatusCode).ShouldBe(401);
        ((int)(await sandbox.SpotifyAsync(other, "/me")).StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Client_credentials_give_a_token_without_a_user()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (_, body) = await sandbox.TokenAsync(
            "sandbox-spotify-client:sandbox-spotify-secret", ("grant_type", "client_credentials"));
        body.AsObject().Select(member => member.Key)
            .ShouldBe(["access_token", "token_type", "expires_in"], ignoreOrder: true);
        var token = (string)body["access_token"]!;
        ((int)(await sandbox.SpotifyAsync(token, "/me")).StatusCode).ShouldBe(401);
        ((int)(await sandbox.SpotifyAsync(token, "/search?q=harbour&type=track")).StatusCode).ShouldBe(200);
    }

    private static Task<(int Status, JsonNode Body)> PublicAsync(
        TestSandbox sandbox, string client, string code, string verifier) =>
        sandbox.TokenAsync(null, ("grant_type", "authorization_code"), ("client_id", client), ("code", code),
            ("redirect_uri", TestSandbox.Redirect), ("code_verifier", verifier));

    private static void ShouldRefuse((int Status, JsonNode Body) answer, string error, string description)
    {
        answer.Status.ShouldBe(400);
        ((string?)answer.Body["error"]).ShouldBe(error);
        ((string?)answer.Body["error_description"]).ShouldBe(description);
    }
}
