using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Caching;

/// <summary>The cached lists of a user who signs in again.</summary>
public sealed class RenewedConsentTests : IAsyncLifetime
{
    private const string Lists = "/me/playlists";
    private const string Passthrough = "/spotify/v1/me/tracks?limit=7";

    private Broker _broker = null!;
    private Browser _dora = null!;
    private HttpClient _app = null!;
    private Guid _user;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Library:CacheSeconds"] = "60",
            ["Spotify:AllowedScopes"] = "playlist-modify-private",
        });
        _dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        _app = _dora.NewApp(await _dora.NewKeyAsync([AccessScopes.LibraryRead, "spotify:read"]));
        _user = await _dora.UserIdAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _app.Dispose();
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task A_renewed_consent_keeps_the_cached_lists(string provider)
    {
        var (lists, tracks) = (await _app.GetStringAsync(Lists), await _app.GetStringAsync(Passthrough));
        _broker.Clock.Advance(TimeSpan.FromSeconds(10));
        await _dora.SignInAsync(provider, "dora");
        using var elsewhere = await _broker.SignedInAsync("dora", provider);
        var calls = await CallsAsync();

        (await _app.GetStringAsync(Lists)).ShouldBe(lists);
        using var cached = await _app.GetAsync(Passthrough);

        (await cached.Content.ReadAsStringAsync()).ShouldBe(tracks);
        cached.Headers.Age.ShouldBe(TimeSpan.FromSeconds(10));
        (await CallsAsync()).ShouldBe(calls);
    }

    [Fact]
    public async Task A_consent_that_follows_a_refused_one_keeps_the_cached_lists()
    {
        var lists = await _app.GetStringAsync(Lists);
        await _broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "dora" } });
        _broker.Clock.Advance(TimeSpan.FromSeconds(10));
        (await _app.AskAsync("/spotify/v1/me/albums")).ShouldBe(403);
        await _dora.SignInAsync("spotify", "dora");
        var calls = await CallsAsync();

        (await _app.GetStringAsync(Lists)).ShouldBe(lists);

        (await CallsAsync()).ShouldBe(calls);
    }

    [Fact]
    public async Task A_renewed_consent_replaces_the_cached_access_token()
    {
        await _app.GetStringAsync(Lists);
        var tokens = _broker.Services.GetRequiredService<AccessTokenCache>();
        tokens.Find(_user, "spotify").ShouldNotBeNull();

        await _dora.SignInAsync("spotify", "dora");

        tokens.Find(_user, "spotify").ShouldBeNull();
        tokens.Find(_user, "deezer").ShouldNotBeNull();
    }

    [Fact]
    public async Task More_and_fewer_scopes_drop_the_cached_lists()
    {
        await ShouldDropAsync(async () => (await _dora.TrySignInAsync(
            "spotify", "person=dora", "?scope=playlist-modify-private")).ShouldBe("/"));

        using var elsewhere = _broker.NewBrowser();
        await ShouldDropAsync(async () => (await elsewhere.TrySignInAsync(
            "spotify", "person=dora")).ShouldStartWith("/?consent=spotify"));
    }

    [Fact]
    public async Task A_consent_to_another_app_drops_the_cached_lists() => await ShouldDropAsync(async () =>
    {
        _broker.Database.Execute("UPDATE grants SET client_id = 'former' WHERE provider = 'spotify'").ShouldBe(1);
        await _dora.SignInAsync("spotify", "dora");
    });

    [Fact]
    public async Task A_sign_in_beside_a_connection_of_another_account_drops_the_cached_lists() =>
        await ShouldDropAsync(async () =>
        {
            _broker.Database.Execute("UPDATE grants SET account_id = 'another' WHERE provider = 'spotify'").ShouldBe(1);
            using var elsewhere = await _broker.SignedInAsync("dora", "spotify");
        });

    private async Task ShouldDropAsync(Func<Task> signIn)
    {
        var (cache, key) = (_broker.Services.GetRequiredService<ResponseCache>(), new CacheKey(_user, "*", Lists));
        await _app.GetStringAsync(Lists);
        cache.TryGetFresh(key, out _).ShouldBeTrue();

        await signIn();

        cache.TryGetFresh(key, out _).ShouldBeFalse();
    }

    private async Task<int> CallsAsync()
    {
        var stats = await _broker.StatsAsync();
        return stats.Spotify.TotalRequests + stats.Deezer.TotalRequests;
    }
}
