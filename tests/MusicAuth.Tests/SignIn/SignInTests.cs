using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn;

public sealed class SignInTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_sign_in_with_both_providers_makes_one_user()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");

        var me = await browser.GetAsync("/me");

        var connections = me.GetProperty("connections").EnumerateArray().ToList();
        connections.Select(connection => connection.GetProperty("provider").GetString())
            .ShouldBe(["spotify", "deezer"]);
        connections.ShouldAllBe(connection => connection.GetProperty("state").GetString() == "active");
        connections[0].GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString())
            .ShouldBe(["playlist-read-private", "playlist-read-collaborative", "user-library-read"], ignoreOrder: true);
        connections[1].GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString())
            .ShouldBe(["basic_access", "offline_access"]);
        connections[0].GetProperty("reauthorize_by").GetDateTimeOffset()
            .ShouldBe(connections[0].GetProperty("authorized_at").GetDateTimeOffset().AddDays(180));
        connections[0].GetProperty("days_left").GetInt32().ShouldBe(180);
        connections[1].GetProperty("reauthorize_by").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        connections[1].GetProperty("days_left").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        connections[1].GetProperty("access_expires_at").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task A_returning_account_is_the_same_user()
    {
        using var first = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var second = await _broker.SignedInAsync("dora", "deezer");

        var ids = new[] { first, second }.Select(async browser =>
            (await browser.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid());

        (await Task.WhenAll(ids)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_providers_are_listed_without_a_session()
    {
        using var browser = _broker.NewBrowser();

        var before = await browser.GetAsync("/providers");
        await browser.SignInAsync("spotify", "basil");
        var after = await browser.GetAsync("/providers");

        before.GetProperty("signed_in").GetBoolean().ShouldBeFalse();
        after.GetProperty("signed_in").GetBoolean().ShouldBeTrue();
        var spotify = before.GetProperty("items")[0];
        spotify.GetProperty("name").GetString().ShouldBe("spotify");
        spotify.GetProperty("configured").GetBoolean().ShouldBeTrue();
        spotify.GetProperty("login_url").GetString().ShouldBe("http://127.0.0.1:5080/login/spotify");
        spotify.GetProperty("redirect_uri").GetString().ShouldBe("http://127.0.0.1:5080/callback/spotify");
    }

    [Fact]
    public async Task The_authorize_request_has_exactly_the_parameters_that_Spotify_documents()
    {
        using var browser = _broker.NewBrowser();

        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(
            (await browser.StartSignInAsync("spotify")).Query);

        query["response_type"].ToString().ShouldBe("code");
        query["redirect_uri"].ToString().ShouldBe("http://127.0.0.1:5080/callback/spotify");
        query["code_challenge_method"].ToString().ShouldBe("S256");
        query["code_challenge"].ToString().Length.ShouldBe(43);
        query["scope"].ToString().ShouldBe("playlist-read-private playlist-read-collaborative user-library-read");
        // Otherwise Spotify skips its page for a known user, who could not choose another account.
        query["show_dialog"].ToString().ShouldBe("true");
        query.Keys.ShouldBe(
        [
            "client_id", "scope", "response_type", "redirect_uri", "code_challenge", "code_challenge_method", "state",
            "show_dialog",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task The_redirect_uri_does_not_follow_the_host_header()
    {
        using var browser = _broker.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login/spotify");
        request.Headers.Host = "localhost:9999";

        using var answer = await browser.Client.SendAsync(request);

        answer.Headers.Location!.Query.ShouldContain(Uri.EscapeDataString("http://127.0.0.1:5080/callback/spotify"));
    }

    [Fact]
    public async Task Deezers_authorize_request_has_commas_and_the_state_inside_its_redirect_uri()
    {
        using var browser = _broker.NewBrowser();

        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(
            (await browser.StartSignInAsync("deezer")).Query);

        query["perms"].ToString().ShouldBe("basic_access,offline_access");
        query["redirect_uri"].ToString().ShouldStartWith("http://127.0.0.1:5080/callback/deezer?state=");
        query.ContainsKey("state").ShouldBeFalse();
    }

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task A_refusal_is_reported_and_creates_no_session(string provider)
    {
        using var browser = _broker.NewBrowser();

        (await browser.TrySignInAsync(provider, "refuse=1")).ShouldBe($"/?error=sign_in_refused&provider={provider}");

        await browser.GetAsync("/me", HttpStatusCode.Unauthorized);
        browser.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_return_address_is_used_after_the_sign_in()
    {
        using var browser = _broker.NewBrowser();

        (await browser.TrySignInAsync("spotify", "person=basil", "?returnUrl=%2Fdocs%3Fa%3D1")).ShouldBe("/docs?a=1");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("evil")]
    public async Task A_return_address_elsewhere_is_refused(string returnUrl)
    {
        using var browser = _broker.NewBrowser();

        var problem = await browser.GetAsync($"/login/spotify?returnUrl={returnUrl}", HttpStatusCode.BadRequest);

        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
        problem.GetProperty("detail").GetString()!.ShouldContain("returnUrl");
    }

    [Theory]
    [InlineData("/login/tidal")]
    [InlineData("/callback/tidal")]
    public async Task An_unknown_provider_is_not_found(string path)
    {
        using var browser = _broker.NewBrowser();

        (await browser.GetAsync(path, HttpStatusCode.NotFound)).GetProperty("code").GetString()
            .ShouldBe("unknown_provider");
    }

    [Fact]
    public async Task A_scope_beyond_the_allowed_ones_is_refused()
    {
        using var browser = _broker.NewBrowser();

        var problem = await browser.GetAsync("/login/spotify?scope=user-modify-private", HttpStatusCode.BadRequest);

        problem.GetProperty("detail").GetString()!.ShouldContain("AllowedScopes");
    }

    [Fact]
    public async Task An_identity_without_account_id_matches_by_id_and_receives_the_account_id_later()
    {
        await _broker.PutAsync("users", new { people = new[] { new { name = "dora", hide_account_id = true } } });
        using var before = await _broker.SignedInAsync("dora", "spotify");
        await _broker.PutAsync("users", new { people = new[] { new { name = "dora", hide_account_id = false } } });
        using var after = await _broker.SignedInAsync("dora", "spotify");

        var old = await before.GetAsync("/me");
        var renewed = await after.GetAsync("/me");

        renewed.GetProperty("user").GetProperty("id").GetGuid()
            .ShouldBe(old.GetProperty("user").GetProperty("id").GetGuid());
        renewed.GetProperty("connections").GetArrayLength().ShouldBe(1);
    }
}
