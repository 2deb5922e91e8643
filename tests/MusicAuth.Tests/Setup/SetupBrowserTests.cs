using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>The owner can set up providers and, without an owner, a browser whose user can become the owner.</summary>
public abstract class SetupBrowserTests(DatabaseKind storage) : IAsyncLifetime
{
    private static readonly object App = new { client_id = SpotifyId, client_secret = SpotifySecret };

    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync(storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_owner_link_opens_the_setup_in_that_browser_and_then_signs_the_owner_in()
    {
        using var stranger = Remote(_broker);
        (await StatusOfListAsync(stranger)).ShouldBe(401);
        await RefusedAsync(stranger, SpotifyPath, App, HttpStatusCode.Unauthorized, "unauthenticated");

        using var owner = Remote(_broker);
        var link = await OpenOwnerLinkAsync(_broker, owner);
        (await SetAsync(owner, SpotifyPath, SpotifyId, SpotifySecret)).GetProperty("check").GetString()
            .ShouldBe("ok");
        using var copied = owner.NewWithCopiedCookies();
        copied.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, Elsewhere);
        (await StatusOfListAsync(copied)).ShouldBe(200);

        (await owner.TrySignInAsync("spotify", "person=dora", $"?claim={link}")).ShouldBe("/");

        (await owner.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
        (await StatusOfListAsync(owner)).ShouldBe(200);
        (await StatusOfListAsync(stranger)).ShouldBe(401);
        (await StatusOfListAsync(copied)).ShouldBe(401);
    }

    [Fact]
    public async Task The_setup_cookie_is_strict_hidden_from_scripts_and_ends_after_an_hour()
    {
        using var browser = Remote(_broker);
        var link = await _broker.NewOwnerLinkAsync();
        using var page = await browser.Client.GetAsync($"/login?claim={link}");

        var cookie = page.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("musicauth_setup=");
        cookie.ShouldEndWith("; max-age=3600; path=/; samesite=strict; httponly");
        cookie.ShouldNotContain(link);
        page.Headers.CacheControl!.Private.ShouldBeTrue();
        (await StatusOfListAsync(browser)).ShouldBe(200);

        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        (await StatusOfListAsync(browser)).ShouldBe(401);
    }

    [Fact]
    public async Task A_wrong_or_replaced_link_opens_no_setup()
    {
        using var browser = Remote(_broker);
        foreach (var claim in new[] { "", "wrong", new string('x', 5000) })
        {
            using var page = await browser.Client.GetAsync($"/login?claim={claim}");
            page.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }

        await OpenOwnerLinkAsync(_broker, browser);
        await using (var scope = _broker.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<OwnerLinkStore>().ReplaceAllAsync(CancellationToken.None);

        (await StatusOfListAsync(browser)).ShouldBe(401);
        await RefusedAsync(browser, SpotifyPath, App, HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task An_expired_link_opens_no_setup()
    {
        using var browser = Remote(_broker);
        var link = await _broker.NewOwnerLinkAsync();
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));

        using var page = await browser.Client.GetAsync($"/login?claim={link}");

        page.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await StatusOfListAsync(browser)).ShouldBe(401);
    }

    [Fact]
    public async Task A_link_for_another_owner_opens_no_setup()
    {
        using var dora = await OwnerAsync(_broker);
        using var alma = Remote(_broker);
        var link = await _broker.NewOwnerLinkAsync();

        using var page = await alma.Client.GetAsync($"/login?claim={link}");

        page.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await StatusOfListAsync(alma)).ShouldBe(401);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData(ConnectionHeadersFilter.Header, Elsewhere)]
    [InlineData(ConnectionHeadersFilter.Scheme, "https")]
    [InlineData("Authorization", "Bearer mak_000000000000_0")]
    public async Task T30_only_a_browser_on_the_machine_itself_needs_no_link(string header, string value)
    {
        using var local = _broker.NewBrowser();
        (await StatusOfListAsync(local)).ShouldBe(200);

        local.Client.DefaultRequestHeaders.Add(header, value);

        (await StatusOfListAsync(local)).ShouldBe(401);
    }

    [Theory]
    [InlineData("http://evil.example", null)]
    [InlineData("null", null)]
    [InlineData(null, null)]
    [InlineData(Broker.PublicUrl, "cross-site")]
    public async Task T7_no_other_site_sets_an_app(string? origin, string? site)
    {
        using var browser = _broker.NewBrowser();
        await OpenOwnerLinkAsync(_broker, browser);
        if (site is not null)
            browser.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        using var answer = await browser.PutAsync(SpotifyPath, App, origin);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"cross_site_request\"");
        _broker.Database.Count("provider_apps").ShouldBe(0);
    }

    [Fact]
    public async Task T5_the_owner_needs_a_recent_sign_in_to_change_an_app()
    {
        using var dora = await OwnerAsync(_broker);
        _broker.Clock.Advance(TimeSpan.FromHours(2));

        (await StatusOfListAsync(dora)).ShouldBe(200);
        await RefusedAsync(dora, SpotifyPath, App, HttpStatusCode.Forbidden, "fresh_sign_in_required");
        using var removal = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);

        removal.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _broker.Database.Count("provider_apps").ShouldBe(1);
    }

    [Fact]
    public async Task Another_user_and_a_key_see_and_change_nothing()
    {
        using var dora = await OwnerAsync(_broker);
        using var key = dora.NewApp(await dora.NewKeyAsync(["library:read"]));
        await _broker.RestartAsync(new Dictionary<string, string?>(NoProvider) { ["Access:Registration"] = "Open" });
        using var alma = await _broker.SignedInAsync("alma", "spotify");

        (await StatusOfListAsync(alma)).ShouldBe(403);
        await RefusedAsync(alma, SpotifyPath, App, HttpStatusCode.Forbidden, "insufficient_scope");
        using var app = alma.NewApp(await alma.NewKeyAsync(["library:read"]));
        using var byKey = await app.GetAsync("/setup/providers");
        byKey.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var local = _broker.NewBrowser();
        (await StatusOfListAsync(local)).ShouldBe(401);
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("AllowList")]
    public async Task If_the_first_sign_in_makes_no_owner_a_local_browser_needs_the_link_too(string registration)
    {
        await _broker.RestartAsync(new Dictionary<string, string?>(NoProvider)
        {
            ["Access:Registration"] = registration,
            ["Access:AllowedAccounts"] = "spotify:somebody-else",
        });
        using var local = _broker.NewBrowser();
        (await StatusOfListAsync(local)).ShouldBe(401);

        await OpenOwnerLinkAsync(_broker, local);

        (await StatusOfListAsync(local)).ShouldBe(200);
    }
}
