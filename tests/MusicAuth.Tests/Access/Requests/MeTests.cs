using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Requests;

/// <summary><c>GET /me</c> describes its caller, and all invalid keys get the same problem.</summary>
public sealed class MeTests() : SignedInTest("spotify")
{
    [Fact]
    public async Task Every_key_sees_its_user_and_connections_need_their_scope()
    {
        foreach (var scope in AccessScopes.All.Where(scope => scope != AccessScopes.MetricsRead))
        {
            using var app = Dora.NewApp(await Dora.NewKeyAsync([scope]));

            var me = await app.GetFromJsonAsync<JsonElement>("/me");

            me.GetProperty("user").ToString().ShouldBe((await Dora.GetAsync("/me")).GetProperty("user").ToString());
            me.GetProperty("caller").GetProperty("kind").GetString().ShouldBe("key");
            me.GetProperty("caller").GetProperty("name").GetString().ShouldBe("Test");
            me.GetProperty("caller").GetProperty("scopes")[0].GetString().ShouldBe(scope);
            me.GetProperty("connections").ValueKind.ShouldBe(
                scope == AccessScopes.ConnectionsRead ? JsonValueKind.Array : JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task A_session_has_no_name_and_sees_its_connections()
    {
        var me = await Dora.GetAsync("/me");

        me.GetProperty("caller").GetProperty("kind").GetString().ShouldBe("session");
        me.GetProperty("caller").GetProperty("name").ValueKind.ShouldBe(JsonValueKind.Null);
        me.GetProperty("connections").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task All_invalid_keys_get_the_same_problem()
    {
        var revoked = await Dora.NewKeyAsync(["library:read"]);
        var expired = await Dora.NewKeyAsync(["library:read"], expiresAt: Broker.Clock.GetUtcNow().AddMinutes(5));
        var good = await Dora.NewKeyAsync(["library:read"]);
        using var revocation = await Dora.SendAsync(HttpMethod.Delete, $"/me/keys/{revoked.Split('_')[1]}");
        Broker.Clock.Advance(TimeSpan.FromMinutes(6));
        var forged = good[..^1] + (good[^1] == 'a' ? 'b' : 'a');
        string[] keys = [revoked, expired, ApiKeyFormat.Create(), forged, "ma_x", "x"];

        foreach (var path in new[] { "/me", "/me/playlists", "/me/keys", "/spotify/v1/me", "/metrics" })
        {
            List<string> answers = [];
            foreach (var key in keys)
                answers.Add(await RefusalAsync(path, key));

            answers.Distinct().ShouldHaveSingleItem().ShouldContain("unknown, revoked or expired");
            answers[0].ShouldStartWith("401 Bearer error=\"invalid_token\" {");
            answers[0].ShouldContain("\"code\":\"unauthenticated\"");
            answers[0].ShouldNotContain("Sign in");
        }
    }

    [Fact]
    public async Task A_navigation_with_an_invalid_key_gets_a_problem_and_one_without_is_redirected()
    {
        using var anonymous = Dora.NewCookielessClient();

        using var answer = await anonymous.GetAsync("/me");

        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        anonymous.DefaultRequestHeaders.Add("Sec-Fetch-Mode", "navigate");
        anonymous.DefaultRequestHeaders.Add("Authorization", "Bearer x");
        using var navigation = await anonymous.GetAsync("/me");
        navigation.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<string> RefusalAsync(string path, string key)
    {
        using var app = Dora.NewApp(key);
        using var answer = await app.GetAsync(path);
        return $"{(int)answer.StatusCode} {answer.Headers.WwwAuthenticate} {await answer.Content.ReadAsStringAsync()}";
    }
}
