using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>Access tokens for apps that call a provider's API themselves: ASVS 10.1.1.</summary>
public sealed class AccessTokenIssuerTests() : SignedInTest("spotify", "deezer")
{
    private static readonly string[] Scope = ["token:read"];

    [Fact]
    public async Task A_Spotify_token_is_fresh_valid_at_Spotify_and_has_its_lifetime()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Scope));
        Broker.Clock.Advance(TimeSpan.FromMinutes(58));

        using var answer = await app.GetAsync("/me/connections/spotify/token");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        token.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["access_token", "token_type", "expires_in", "expires_at", "scope"]);
        token.GetProperty("token_type").GetString().ShouldBe("Bearer");
        token.GetProperty("expires_in").GetInt64().ShouldBeInRange(3590, 3600);
        token.GetProperty("scope").GetString()!.ShouldContain("user-library-read");
        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
        using var spotify = new HttpRequestMessage(HttpMethod.Get, new Uri(Broker.Sandbox.Address, "/spotify/v1/me"));
        spotify.Headers.Add("Authorization", $"Bearer {token.GetProperty("access_token")}");
        using var direct = new DirectClient();
        using var profile = await direct.SendAsync(spotify);
        profile.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_Deezer_token_without_expiry_goes_only_to_a_key_for_Deezer()
    {
        using var unlimited = Dora.NewApp(await Dora.NewKeyAsync(Scope));
        using var forDeezer = Dora.NewApp(await Dora.NewKeyAsync(Scope, ["deezer"]));

        using var refused = await unlimited.GetAsync("/me/connections/deezer/token");
        await Dora.GetAsync("/me/connections/deezer/token", HttpStatusCode.Forbidden);
        var token = await forDeezer.GetFromJsonAsync<JsonElement>("/me/connections/deezer/token");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("detail").GetString()!.ShouldContain("providers include deezer");
        problem.GetProperty("provider").GetString().ShouldBe("deezer");
        token.GetProperty("access_token").GetString()!.Length.ShouldBeGreaterThan(10);
        token.GetProperty("expires_in").ValueKind.ShouldBe(JsonValueKind.Null);
        token.GetProperty("expires_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("tidal", 404, "unknown_provider")]
    [InlineData("deezer", 403, "insufficient_scope")]
    public async Task A_key_for_Spotify_gets_no_Deezer_token(string provider, int status, string code)
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Scope, ["spotify"]));

        await ShouldBeAsync(app, provider, status, code);
    }

    [Fact]
    public async Task Without_the_scope_or_the_connection_there_is_no_token()
    {
        using var reader = Dora.NewApp(await Dora.NewKeyAsync(["library:read", "connections:read"]));
        await ShouldBeAsync(reader, "spotify", 403, "insufficient_scope");
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Scope));
        using (var disconnect = await Dora.SendAsync(HttpMethod.Delete, "/me/connections/spotify"))
            disconnect.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ShouldBeAsync(app, "spotify", 404, "not_connected");
    }

    [Fact]
    public async Task A_revoked_consent_is_reported_with_the_link_to_sign_in_again()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Scope));
        await Broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        Broker.Clock.Advance(TimeSpan.FromHours(2));

        var problem = await ShouldBeAsync(app, "spotify", 403, "reauthorization_required");

        problem.GetProperty("reason").GetString().ShouldBe("revoked");
        problem.GetProperty("reauthorize_url").GetString().ShouldBe($"{Broker.PublicUrl}/login/spotify");
    }

    private static async Task<JsonElement> ShouldBeAsync(HttpClient app, string provider, int status, string code)
    {
        using var answer = await app.GetAsync($"/me/connections/{provider}/token");
        ((int)answer.StatusCode).ShouldBe(status);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        return problem;
    }

    private sealed class DirectClient : HttpClient;
}
