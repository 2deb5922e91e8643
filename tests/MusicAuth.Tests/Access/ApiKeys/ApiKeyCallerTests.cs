using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>Requests with an API key: credentials, providers and origins (T6, T12).</summary>
public sealed class ApiKeyCallerTests() : SignedInTest("spotify", "deezer")
{
    private static readonly string[] Reading = ["library:read", "connections:read"];

    [Fact]
    public async Task A_bearer_token_takes_precedence_over_a_cookie()
    {
        using var basil = await Broker.SignedInAsync("basil", "spotify");
        var key = await basil.NewKeyAsync(Reading);

        (await UserAsync($"Bearer {key}")).ShouldBe((await basil.GetAsync("/me")).GetProperty("user").ToString());
        (await StatusAsync($"Bearer {ApiKeyFormat.Create()}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("Bearer")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("bearer ")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_password_of_a_proxy_does_not_disturb_the_session()
    {
        (await StatusAsync("Basic ZG9yYTpzZWNyZXQ=")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("?api_key={0}")]
    [InlineData("?apikey=anything")]
    [InlineData("?x=1&token={0}")]
    [InlineData("?q=before{0}after")]
    [InlineData("?q=%6Da_{1}")]
    public async Task A_key_in_the_URL_is_refused_also_beside_a_valid_header(string query)
    {
        var key = await Dora.NewKeyAsync(Reading);
        using var app = Dora.NewApp(key);

        using var answer = await app.GetAsync("/me/playlists" + string.Format(null, query, key, key[3..]));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Authorization: Bearer");
        string.Concat(Broker.Log.All).ShouldNotContain(key[16..53]);
    }

    [Fact]
    public async Task A_key_for_one_provider_cannot_use_the_other()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Reading, ["deezer"]));

        var lists = await app.GetFromJsonAsync<JsonElement>("/me/playlists?limit=5");
        lists.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("provider").GetString())
            .ShouldBe(["deezer"]);
        var connections = await app.GetFromJsonAsync<JsonElement>("/me/connections");
        connections.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("provider").GetString())
            .ShouldBe(["deezer"]);
        (await app.GetFromJsonAsync<JsonElement>("/me")).ToString().ShouldNotContain("\"spotify\"");

        var next = (await Dora.GetAsync("/me/playlists?limit=5")).GetProperty("next").GetString()!;
        foreach (var path in new[]
        {
            "/me/playlists?provider=spotify", "/me/favorites?provider=spotify", "/me/playlists/spotify/1/tracks", next,
        })
        {
            using var answer = await app.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("works only for deezer");
        }

        using var other = Dora.NewApp(await Dora.NewKeyAsync(Reading, ["spotify"]));
        using var flow = await other.GetAsync("/me/flow");
        flow.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_request_with_a_key_needs_neither_a_known_host_nor_an_origin()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Reading));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Host = "musicauth:8080";

        using var answer = await app.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_the_owner_can_grant_the_metrics_scope()
    {
        await using var owned = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:Registration"] = "Owner" });
        using var owner = await owned.SignedInAsync("dora", "spotify");
        using var app = owner.NewApp(await owner.NewKeyAsync(["metrics:read"]));

        using var metrics = await app.GetAsync("/metrics");
        using var lists = await app.GetAsync("/me/playlists");

        metrics.StatusCode.ShouldBe(HttpStatusCode.OK);
        lists.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<string> UserAsync(string authorization)
    {
        using var answer = await SendAsync(authorization);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("user").ToString();
    }

    private async Task<HttpStatusCode> StatusAsync(string authorization)
    {
        using var answer = await SendAsync(authorization);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Dora.Client.SendAsync(request);
    }
}
