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
        WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(SandboxWorld.Verifier)));

    private static readonly (string, string)[] WithChallenge =
        [("code_challenge", Challenge), ("code_challenge_method", "S256")];

    [Fact]
    public async Task A_code_is_exchanged_only_once()
    {
        await using var world = await SandboxWorld.StartAsync();
        var code = await world.CodeAsync("dora");
        var (status, body) = await world.RedeemAsync(code);
        status.ShouldBe(200);
        ((int)body["expires_in"]!).ShouldBe(3600);
        ((string)body["token_type"]!).ShouldBe("Bearer");
        ((string)body["scope"]!).ShouldBe("playlist-read-private user-library-read");
        ((string)body["refresh_token"]!).ShouldNotBeEmpty();
        ShouldRefuse(await world.RedeemAsync(code), "invalid_grant", "Invalid authorization code");
        ((int)(await world.StatsAsync())["spotify"]!["code_replays"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_code_expires_after_ten_minutes()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (early, late) = (await world.CodeAsync("dora"), await world.CodeAsync("dora"));
        world.Clock.Advance(TimeSpan.FromSeconds(599));
        (await world.RedeemAsync(early)).Status.ShouldBe(200);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        ShouldRefuse(await world.RedeemAsync(late), "invalid_grant", "Authorization code expired");
    }

    [Fact]
    public async Task The_redirect_URI_must_equal_that_of_the_authorization()
    {
        await using var world = await SandboxWorld.StartAsync();
        var code = await world.CodeAsync("dora");
        ShouldRefuse(await world.RedeemAsync(code, ("redirect_uri", "http://127.0.0.1:5081/callback/spotify")),
            "invalid_grant", "Invalid redirect URI");
    }

    [Fact]
    public async Task Another_app_can_neither_redeem_a_code_nor_use_it_up()
    {
        await using var world = await SandboxWorld.StartAsync();
        var code = await world.CodeAsync("dora", WithChallenge);
        ShouldRefuse(await PublicAsync(world, "sandbox-spotify-public", code, SandboxWorld.Verifier),
            "invalid_grant", "Invalid authorization code");
        (await PublicAsync(world, "sandbox-spotify-client", code, SandboxWorld.Verifier)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("sandbox-spotify-public")]
    [InlineData("sandbox-spotify-client")]
    public async Task A_public_client_needs_the_verifier_of_its_challenge(string client)
    {
        await using var world = await SandboxWorld.StartAsync();
        Task<string> CodeAsync() => world.CodeAsync("dora", [("client_id", client), .. WithChallenge]);
        ShouldRefuse(await PublicAsync(world, client, await CodeAsync(), new string('x', 43)),
            "invalid_grant", "code_verifier was incorrect");
        ShouldRefuse(await PublicAsync(world, client, await CodeAsync(), ""),
            "invalid_request", "code_verifier required");
        var (status, body) = await PublicAsync(world, client, await CodeAsync(), SandboxWorld.Verifier);
        status.ShouldBe(200);
        (await world.TokenAsync(null, ("grant_type", "refresh_token"), ("client_id", client),
            ("refresh_token", (string)body["refresh_token"]!))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_secret_does_not_replace_the_verifier_of_a_challenge()
    {
        await using var world = await SandboxWorld.StartAsync();
        ShouldRefuse(await world.RedeemAsync(await world.CodeAsync("dora", WithChallenge)),
            "invalid_request", "code_verifier required");
        ShouldRefuse(await world.RedeemAsync(await world.CodeAsync("dora"), ("code_verifier", SandboxWorld.Verifier)),
            "invalid_grant", "code_verifier was incorrect");
        var code = await world.CodeAsync("dora", WithChallenge);
        (await world.RedeemAsync(code, ("code_verifier", SandboxWorld.Verifier))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_token_that_was_issued_with_the_secret_is_not_refreshed_without_it()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (_, refresh) = await world.SignInAsync("dora");
        ShouldRefuse(await world.TokenAsync(null, ("grant_type", "refresh_token"),
            ("client_id", "sandbox-spotify-client"), ("refresh_token", refresh)), "invalid_client", "Invalid client");
        (await world.TokenAsync(null, ("grant_type", "refresh_token"), ("client_id", "sandbox-spotify-client"),
            ("client_secret", "sandbox-spotify-secret"), ("refresh_token", refresh))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("stranger:sandbox-spotify-secret", "Invalid client")]
    [InlineData("sandbox-spotify-client:wrong", "Invalid client secret")]
    [InlineData("sandbox-spotify-public:anything", "Invalid client secret")]
    [InlineData("sandbox-spotify-client", "Invalid client secret")]
    public async Task Wrong_client_credentials_are_refused_as_invalid_client(string basic, string words)
    {
        await using var world = await SandboxWorld.StartAsync();
        ShouldRefuse(await world.TokenAsync(basic, ("grant_type", "client_credentials")), "invalid_client", words);
    }

    [Fact]
    public async Task An_unknown_grant_type_is_unsupported()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (status, body) = await world.TokenAsync(
            "sandbox-spotify-client:sandbox-spotify-secret", ("grant_type", "password"));
        (status, (string)body["error"]!).ShouldBe((400, "unsupported_grant_type"));
    }

    [Fact]
    public async Task A_refresh_issues_no_new_refresh_token_and_the_old_token_stays_valid()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (_, refresh) = await world.SignInAsync("dora");
        var (_, first) = await world.RefreshAsync(refresh);
        first.AsObject().ShouldNotContainKey("refresh_token");
        (await world.RefreshAsync(refresh)).Status.ShouldBe(200);
        ShouldRefuse(await world.RefreshAsync("garbage"), "invalid_grant", "Invalid refresh token");
        ((int)(await world.StatsAsync())["spotify"]!["refreshes"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Reuse_of_a_rotated_token_revokes_the_consent_and_is_counted()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true}""");
        var (access, first) = await world.SignInAsync("dora");
        var second = (string)(await world.RefreshAsync(first)).Body["refresh_token"]!;
        second.ShouldNotBe(first);
        var third = (string)(await world.RefreshAsync(second)).Body["refresh_token"]!;
        ((int)(await world.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(0);
        ShouldRefuse(await world.RefreshAsync(first), "invalid_grant", "Refresh token revoked");
        ShouldRefuse(await world.RefreshAsync(third), "invalid_grant", "Refresh token revoked");
        ((int)(await world.SpotifyAsync(access, "/me")).StatusCode).ShouldBe(401);
        ((int)(await world.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(1);
    }

    [Fact]
    public async Task With_rotation_exactly_one_of_several_concurrent_refreshes_succeeds()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true}""");
        var (_, refresh) = await world.SignInAsync("dora");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.RefreshAsync(refresh)));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        ((int)(await world.StatsAsync())["spotify"]!["reuse"]!).ShouldBe(7);
    }

    [Fact]
    public async Task A_consent_ends_six_calendar_months_later_however_often_it_is_refreshed()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (_, refresh) = await world.SignInAsync("dora");
        // August 31 plus six months is the last day of February.
        var end = new DateTimeOffset(2027, 2, 28, 12, 0, 0, TimeSpan.Zero);
        world.Clock.Advance(end - SandboxWorld.Start - TimeSpan.FromSeconds(1));
        (await world.RefreshAsync(refresh)).Status.ShouldBe(200);
        await world.ControlAsync(HttpMethod.Post, "clock", """{"advance_seconds":1}""");
        ShouldRefuse(await world.RefreshAsync(refresh), "invalid_grant", "Refresh token expired");
    }

    [Fact]
    public async Task A_user_can_revoke_a_consent()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (access, refresh) = await world.SignInAsync("dora");
        var (other, _) = await world.SignInAsync("alma");
        await world.ControlAsync(HttpMethod.Put, "users", """{"revoke":{"provider":"spotify","person":"dora"}}""");
        ShouldRefuse(await world.RefreshAsync(refresh), "invalid_grant", "Refresh token revoked");
        ((int)(await world.SpotifyAsync(access, "/me")).StatusCode).ShouldBe(401);
        ((int)(await world.SpotifyAsync(other, "/me")).StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Client_credentials_give_a_token_without_a_user()
    {
        await using var world = await SandboxWorld.StartAsync();
        var (_, body) = await world.TokenAsync(
            "sandbox-spotify-client:sandbox-spotify-secret", ("grant_type", "client_credentials"));
        body.AsObject().Select(member => member.Key)
            .ShouldBe(["access_token", "token_type", "expires_in"], ignoreOrder: true);
        var token = (string)body["access_token"]!;
        ((int)(await world.SpotifyAsync(token, "/me")).StatusCode).ShouldBe(401);
        ((int)(await world.SpotifyAsync(token, "/search?q=harbour&type=track")).StatusCode).ShouldBe(200);
    }

    private static Task<(int Status, JsonNode Body)> PublicAsync(
        SandboxWorld world, string client, string code, string verifier) =>
        world.TokenAsync(null, ("grant_type", "authorization_code"), ("client_id", client), ("code", code),
            ("redirect_uri", SandboxWorld.Redirect), ("code_verifier", verifier));

    private static void ShouldRefuse((int Status, JsonNode Body) answer, string error, string description)
    {
        answer.Status.ShouldBe(400);
        ((string?)answer.Body["error"]).ShouldBe(error);
        ((string?)answer.Body["error_description"]).ShouldBe(description);
    }
}
