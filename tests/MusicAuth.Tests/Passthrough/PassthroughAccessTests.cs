using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough;

/// <summary>The scopes, providers and parameters that the passthrough checks (docs/security.md T16, T17).</summary>
public sealed class PassthroughAccessTests() : PassthroughTestBase(
    ("Spotify:AllowedScopes", "user-library-modify playlist-modify-private playlist-modify-public"))
{
    [Theory]
    [InlineData("GET", "/spotify/v1/me", "library:read", "spotify:read")]
    [InlineData("GET", "/deezer/user/me", "spotify:read", "deezer:read")]
    [InlineData("PUT", "/spotify/v1/me/library?uris=spotify:track:1", "spotify:read", "spotify:write")]
    [InlineData("POST", "/deezer/user/me/tracks?track_id=1", "deezer:read", "deezer:write")]
    [InlineData("DELETE", "/deezer/user/me/tracks?track_id=1", "deezer:read", "deezer:write")]
    [InlineData("GET", "/app/spotify/v1/search?q=x&type=track", "spotify:read", "catalog:read")]
    [InlineData("GET", "/spotify/v1/me", "spotify:write", "spotify:read")]
    public async Task Each_operation_needs_its_own_scope(string method, string path, string has, string needs)
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync([has]));
        var before = await CountProviderRequestsAsync();

        using var answer = await app.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain($"scope=\"{needs}\"");
        answer.Headers.GetValues("MusicAuth-Error").ShouldBe(["insufficient_scope"]);
        (await CountProviderRequestsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-HTTP-Method", "PUT")]
    [InlineData("X-Method-Override", "POST")]
    public async Task No_header_turns_a_read_into_a_write(string header, string method)
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["spotify:read"]));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/library?uris=spotify:track:1");
        request.Headers.Add(header, method);
        var before = await CountProviderRequestsAsync();

        using var answer = await app.SendAsync(request);

        (await CountProviderRequestsAsync()).ShouldBe(before + 1);
        // The provider does not support GET at this address.
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("PATCH", "/spotify/v1/me")]
    [InlineData("TRACE", "/spotify/v1/me")]
    [InlineData("POST", "/app/spotify/v1/search")]
    [InlineData("BREW", "/deezer/user/me")]
    public async Task An_unknown_method_is_not_allowed(string method, string path)
    {
        using var answer = await App.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("access_token=x")]
    [InlineData("a=1&ACCESS_TOKEN=x")]
    [InlineData("access%5Ftoken=x")]
    [InlineData("access.token=x")]
    [InlineData("access%20token=x")]
    [InlineData("+access_token=x")]
    [InlineData("access[token=x")]
    [InlineData("access_token[]=x")]
    [InlineData("app_id=1")]
    [InlineData("secret=1")]
    [InlineData("request_method=delete")]
    [InlineData("output=jsonp")]
    [InlineData("callback=alert")]
    [InlineData("request%5fmethod=POST")]
    public async Task Parameters_that_control_the_provider_are_refused(string query)
    {
        var before = await CountProviderRequestsAsync();

        using var answer = await App.GetAsync($"/deezer/user/me?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("invalid_parameter");
        (await CountProviderRequestsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_problem_of_a_missing_scope_contains_the_link_that_grants_it()
    {
        using var answer = await App.PutAsync("/spotify/v1/me/library?uris=spotify:track:1", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem()
            .ShouldBe("missing_scope; scope=\"user-library-modify\"");
        answer.Headers.GetValues("MusicAuth-Reauthorize-Url").ShouldHaveSingleItem()
            .ShouldBe($"{Broker.PublicUrl}/login/spotify?scope=user-library-modify");
    }

    [Theory]
    [InlineData("/deezer/oauth/access_token.php")]
    [InlineData("/deezer/oauth")]
    [InlineData("/deezer/OAuth/auth.php?app_id2=1")]
    [InlineData("/deezer/%6Fauth/access_token.php")]
    [InlineData("/deezer/oauth2/x")]
    [InlineData("/app/deezer/oauth/access_token.php")]
    [InlineData("/app/deezer/%4f%41uth/access_token.php")]
    public async Task No_spelling_reaches_the_token_endpoint(string path)
    {
        var before = await CountProviderRequestsAsync();
        using var client = Dora.NewCookielessClient();

        using var answer = await App.GetAsync(path);
        using var anonymous = await client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        anonymous.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await CountProviderRequestsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("q=%ff")]
    [InlineData("q=caf%C3")]
    [InlineData("q=%c0%af")]
    [InlineData("q=a&%ED%A0%80=b")]
    [InlineData("q=%F4%90%80%80")]
    [InlineData("q=%80")]
    public async Task A_query_with_escapes_that_are_not_UTF8_is_refused(string query)
    {
        var before = await CountProviderRequestsAsync();

        foreach (var prefix in new[] { "/spotify/v1/search", "/deezer/search", "/app/deezer/search" })
        {
            using var answer = await App.GetAsync($"{prefix}?type=track&{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await CountProviderRequestsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_of_one_provider_does_not_reach_the_other()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(AllScopes, providers: ["deezer"]));

        using var refused = await app.GetAsync("/spotify/v1/me");
        using var catalogue = await app.GetAsync("/app/spotify/v1/search?q=x&type=track");
        using var good = await app.GetAsync("/deezer/user/me");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        catalogue.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_user_without_a_connection_gets_the_sign_in_link()
    {
        using var basil = await Broker.SignedInAsync("basil", "deezer");
        using var app = basil.NewApp(await basil.NewKeyAsync(AllScopes));

        using var answer = await app.GetAsync("/spotify/v1/me");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("not_connected");
        problem.GetProperty("reauthorize_url").GetString().ShouldBe($"{Broker.PublicUrl}/login/spotify");
    }

    [Fact]
    public async Task A_session_can_write_only_from_the_broker_s_own_page()
    {
        var before = await CountProviderRequestsAsync();

        using var foreign = await Dora.SendAsync(
            HttpMethod.Put, "/spotify/v1/me/library?uris=spotify:track:1", "https://evil.example");

        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await CountProviderRequestsAsync()).ShouldBe(before);
    }
}
