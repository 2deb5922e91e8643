using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Sessions;

/// <summary>Sensitive operations need a sign-in within the last hour (T5, ASVS 7.5.1 and 7.5.3).</summary>
public sealed class RecentSignInTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        _dora = _broker.NewBrowser();
        var claim = await _broker.NewOwnerLinkAsync();
        (await _dora.TrySignInAsync("spotify", "person=dora", $"?claim={claim}")).ShouldBe("/");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Users_who_delete_themselves_need_a_recent_sign_in()
    {
        _broker.Clock.Advance(Hour + Second);

        (await RefusedAsync(await _dora.SendAsync(HttpMethod.Delete, "/me"))).ShouldStartWith("/#account");
        _broker.Database.Count("users").ShouldBe(1);

        await _dora.SignInAsync("spotify", "dora");
        using var deletion = await _dora.SendAsync(HttpMethod.Delete, "/me");
        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Removing_a_user_needs_a_recent_sign_in()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        var id = (await alma.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid();
        _broker.Clock.Advance(Hour + Second);

        await RefusedAsync(await _dora.SendAsync(HttpMethod.Delete, $"/users/{id}"));
        _broker.Database.Count("users").ShouldBe(2);

        await _dora.SignInAsync("spotify", "dora");
        using var removed = await _dora.SendAsync(HttpMethod.Delete, $"/users/{id}");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("token:read")]
    [InlineData("metrics:read")]
    [InlineData("spotify:write")]
    [InlineData("deezer:write")]
    [InlineData("library:read", "spotify:read", "deezer:write")]
    public async Task A_key_that_can_write_or_read_tokens_needs_a_recent_sign_in(params string[] scopes)
    {
        _broker.Clock.Advance(Hour + Second);

        await RefusedAsync(await _dora.PostAsync("/me/keys", new { name = "Test", scopes }));
        _broker.Database.Count("api_keys").ShouldBe(0);

        await _dora.SignInAsync("spotify", "dora");
        await _dora.NewKeyAsync(scopes);
    }

    [Fact]
    public async Task Removing_an_account_with_its_connection_needs_a_recent_sign_in_and_disconnecting_does_not()
    {
        _broker.Clock.Advance(Second);
        await _dora.SignInAsync("deezer", "dora");
        _broker.Clock.Advance(Hour + Second);

        await RefusedAsync(await _dora.SendAsync(HttpMethod.Delete, "/me/connections/deezer?forget=true"));
        (await _dora.IdentityProvidersAsync()).Count.ShouldBe(2);
        using var disconnected = await _dora.SendAsync(HttpMethod.Delete, "/me/connections/deezer");
        disconnected.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await _dora.SignInAsync("deezer", "dora");
        using var removed = await _dora.SendAsync(HttpMethod.Delete, "/me/connections/deezer?forget=true");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_key_that_only_reads_music_needs_no_recent_sign_in()
    {
        _broker.Clock.Advance(TimeSpan.FromDays(20));

        await _dora.NewKeyAsync(
            ["library:read", "connections:read", "spotify:read", "deezer:read", "catalog:read"]);
    }

    [Fact]
    public async Task A_sign_in_is_recent_for_an_hour_and_requests_do_not_extend_that()
    {
        _broker.Clock.Advance(Hour - Second);
        await _dora.NewKeyAsync(["token:read"]);
        await _dora.GetAsync("/me");
        _broker.Clock.Advance(Second + Second);

        await RefusedAsync(await _dora.PostAsync("/me/keys", new { name = "Test", scopes = new[] { "token:read" } }));
    }

    [Fact]
    public async Task A_sign_in_of_another_browser_does_not_count()
    {
        _broker.Clock.Advance(Hour + Second);
        using var phone = await _broker.SignedInAsync("dora", "spotify");

        await phone.NewKeyAsync(["token:read"]);
        await RefusedAsync(await _dora.SendAsync(HttpMethod.Delete, "/me"));
    }

    [Fact]
    public async Task A_sign_in_a_day_in_the_future_is_not_recent()
    {
        _broker.Clock.Advance(TimeSpan.FromDays(1));
        using var phone = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.AdjustTime(_broker.Clock.GetUtcNow() - TimeSpan.FromDays(1));

        await RefusedAsync(await phone.SendAsync(HttpMethod.Delete, "/me"));
    }

    [Fact]
    public async Task The_login_url_starts_a_new_session_of_the_user_and_returns()
    {
        _broker.Clock.Advance(Hour + Second);
        var old = _dora.CookieHeader;
        var answer = await _dora.PostAsync("/me/keys", new { name = "Test", scopes = new[] { "token:read" } });
        var back = await RefusedAsync(answer);

        (await _dora.TrySignInAsync("spotify", "person=dora", $"?returnUrl={Uri.EscapeDataString(back)}"))
            .ShouldBe(back);

        _dora.CookieHeader.ShouldNotBe(old);
        await _dora.NewKeyAsync(["token:read"]);
    }

    [Fact]
    public async Task A_sign_in_of_another_user_does_not_confirm_the_first_one()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        _broker.Clock.Advance(Hour + Second);

        (await _dora.TrySignInAsync("spotify", "person=alma", "?returnUrl=%2F%23account")).ShouldBe(
            "/?error=account_linked_elsewhere&provider=spotify");

        (await _dora.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
        await RefusedAsync(await _dora.SendAsync(HttpMethod.Delete, "/me"));
    }

    [Fact]
    public async Task The_login_url_names_a_provider_of_the_user()
    {
        using var basil = await _broker.SignedInAsync("basil", "deezer");
        _broker.Clock.Advance(Hour + Second);

        await RefusedAsync(await basil.SendAsync(HttpMethod.Delete, "/me"), "deezer");
    }

    [Fact]
    public async Task Keys_and_anonymous_requests_are_refused_after_the_hour_too()
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync(["library:read"]));
        _broker.Clock.Advance(Hour + Second);
        using var anonymous = _dora.NewCookielessClient();

        using var byKey = await app.DeleteAsync("/me");
        using var withoutCredentials = await anonymous.DeleteAsync("/me");

        byKey.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await byKey.Content.ReadAsStringAsync()).ShouldContain("insufficient_scope");
        withoutCredentials.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Returns the path to which the browser returns after the sign-in.
    private static async Task<string> RefusedAsync(HttpResponseMessage answer, string provider = "spotify")
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, await answer.Content.ReadAsStringAsync());
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("code").GetString().ShouldBe("fresh_sign_in_required");
            var login = new Uri(problem.GetProperty("login_url").GetString()!);
            login.GetLeftPart(UriPartial.Path).ShouldBe($"{Broker.PublicUrl}/login/{provider}");
            return QueryHelpers.ParseQuery(login.Query)["returnUrl"].Single()!;
        }
    }
}
