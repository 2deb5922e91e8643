using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Registration;

/// <summary>docs/security.md T36: the allow list applies to every sign-in, every link and every call.</summary>
public abstract class AllowListTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    // The account ids by user and provider.
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage);
        foreach (var user in new[] { "alma", "dora" })
        {
            using var browser = await _broker.SignedInAsync(user, "spotify", "deezer");
            var connections = (await browser.GetAsync("/me/connections")).GetProperty("items");
            foreach (var connection in connections.EnumerateArray())
                _ids[$"{user} {connection.Word("provider")}"] = connection.Word("account_id")!;
        }

        _broker.Database.Execute("DELETE FROM users");
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Only_listed_accounts_register()
    {
        await ListAsync("dora spotify");
        using var alma = _broker.NewBrowser();
        using var dora = _broker.NewBrowser();

        (await alma.TrySignInAsync("spotify", "person=alma")).ShouldBe(Refused("spotify"));
        (await dora.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");

        _broker.Database.Count("users").ShouldBe(1);
    }

    [Fact]
    public async Task An_account_that_is_not_on_the_list_cannot_be_linked()
    {
        await ListAsync("dora spotify");
        using var dora = await _broker.SignedInAsync("dora", "spotify");

        (await dora.TrySignInAsync("deezer", "person=dora")).ShouldBe(Refused("deezer"));

        (await dora.IdentityProvidersAsync()).ShouldBe(["spotify"]);
        (await dora.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_linked_account_that_is_not_on_the_list_cannot_sign_in_and_the_listed_one_can()
    {
        using (await _broker.SignedInAsync("dora", "spotify", "deezer"))
            await ListAsync("dora spotify");
        using var browser = _broker.NewBrowser();

        (await browser.TrySignInAsync("deezer", "person=dora")).ShouldBe(Refused("deezer"));
        (await browser.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");
        // The account cannot renew its connection through the session of its user either.
        (await browser.TrySignInAsync("deezer", "person=dora")).ShouldBe(Refused("deezer"));
    }

    [Fact]
    public async Task The_address_of_a_new_sign_in_names_an_account_on_the_list()
    {
        using var before = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        await before.SignInAsync("deezer", "dora");
        await ListAsync("dora deezer");
        using var dora = _broker.NewBrowser(before);
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));

        using var refused = await dora.SendAsync(HttpMethod.Delete, "/me");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain($"{Broker.PublicUrl}/login/deezer?");
        (await dora.TrySignInAsync("deezer", "person=dora")).ShouldBe("/");
        using var deletion = await dora.SendAsync(HttpMethod.Delete, "/me");
        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task T36_a_user_without_a_listed_account_has_no_session_no_key_and_no_sign_in_after_a_restart()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var app = dora.NewApp(await dora.NewKeyAsync(["library:read"]));
        (await app.AskAsync("/me/playlists?limit=1")).ShouldBe(200);

        await ListAsync("alma spotify");

        using var again = _broker.NewBrowser(dora);
        await again.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var appAgain = again.NewApp(app.DefaultRequestHeaders.Authorization!.Parameter!);
        (await appAgain.AskAsync("/me/playlists?limit=1")).ShouldBe(401);
        using var fresh = _broker.NewBrowser();
        (await fresh.TrySignInAsync("spotify", "person=dora")).ShouldBe(Refused("spotify"));
        using var almaAgain = _broker.NewBrowser(alma);
        await almaAgain.GetAsync("/me");
        await Eventually.IsTrueAsync(() => _broker.Log.All.Any(
            entry => entry.Contains("Users without an account in Access:AllowedAccounts: 1.")));

        // With an account on the list, session and key are valid again.
        await ListAsync("alma spotify", "dora deezer");
        using var back = _broker.NewBrowser(dora);
        await back.GetAsync("/me");
        using var appBack = back.NewApp(app.DefaultRequestHeaders.Authorization!.Parameter!);
        (await appBack.AskAsync("/me/playlists?limit=1")).ShouldBe(200);
    }

    [Fact]
    public async Task The_owner_is_exempt()
    {
        using var dora = _broker.NewBrowser();
        (await dora.TrySignInAsync("spotify", "person=dora", $"?claim={await _broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");
        await ListAsync("alma spotify");

        using var again = _broker.NewBrowser(dora);
        await again.GetAsync("/me");
        await again.SignInAsync("deezer", "dora");
        using var fresh = _broker.NewBrowser();
        (await fresh.TrySignInAsync("deezer", "person=dora")).ShouldBe("/");
    }

    [Fact]
    public async Task The_allow_list_applies_to_a_former_owner_at_once()
    {
        using var before = _broker.NewBrowser();
        (await before.TrySignInAsync("spotify", "person=dora", $"?claim={await _broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");
        using var app = before.NewApp(await before.NewKeyAsync(["library:read"]));
        var key = app.DefaultRequestHeaders.Authorization!.Parameter!;
        await ListAsync("alma spotify");
        using var dora = _broker.NewBrowser(before);
        using var dorasApp = dora.NewApp(key);
        (await dorasApp.AskAsync("/me/playlists?limit=1")).ShouldBe(200);

        using var cleo = _broker.NewBrowser();
        (await cleo.TrySignInAsync("spotify", "person=cleo", $"?claim={await _broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");

        await dora.GetAsync("/me", HttpStatusCode.Unauthorized);
        (await dorasApp.AskAsync("/me/playlists?limit=1")).ShouldBe(401);
        await cleo.GetAsync("/me");
    }

    [Theory]
    [InlineData("acc-of-nobody", false)]
    [InlineData(" {0}\r\n", true)]
    [InlineData("spotify:someone, {0} ;deezer:7", true)]
    public async Task One_variable_can_hold_the_list_with_blanks_around_its_entries(
        string list, bool isAllowed)
    {
        var entry = $"spotify:{_ids["dora spotify"]}";
        await _broker.RestartAsync(new Dictionary<string, string?>
        {
            ["Access:Registration"] = "AllowList",
            ["Access:AllowedAccounts"] = list.Contains('{') ? list.Replace("{0}", entry) : $"spotify:{list}",
        });
        using var dora = _broker.NewBrowser();

        (await dora.TrySignInAsync("spotify", "person=dora")).ShouldBe(isAllowed ? "/" : Refused("spotify"));
    }

    [Fact]
    public async Task The_id_of_the_profile_names_an_account_and_is_case_sensitive()
    {
        using var firstUser = await _broker.SignedInAsync("dora", "spotify");
        var profileId = (string)_broker.Database.Scalar("SELECT provider_user_id FROM identities")!;
        _broker.Database.Execute("DELETE FROM users");

        await ListEntriesAsync($"spotify:{profileId}");
        using var dora = _broker.NewBrowser();
        (await dora.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");

        await ListEntriesAsync($"spotify:{_ids["dora spotify"].ToUpperInvariant()}");
        using var again = _broker.NewBrowser();
        (await again.TrySignInAsync("spotify", "person=dora")).ShouldBe(Refused("spotify"));
    }

    [Fact]
    public async Task The_audit_log_shows_the_owner_the_id_of_a_refused_account()
    {
        using var before = _broker.NewBrowser();
        (await before.TrySignInAsync("spotify", "person=cleo", $"?claim={await _broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");
        await ListAsync("dora spotify");
        using var owner = _broker.NewBrowser(before);
        using var alma = _broker.NewBrowser();
        await alma.TrySignInAsync("spotify", "person=alma");
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        await dora.TrySignInAsync("deezer", "person=dora");

        const string outcome = "registration_closed:not_on_list x1";
        (await owner.AuditEntriesAsync("?kind=sign_in_failed")).Select(item => item.Summary()).ShouldBe(
        [
            $"sign_in_failed spotify {_ids["alma spotify"]} {outcome}",
            $"sign_in_failed deezer {_ids["dora deezer"]} {outcome}",
        ], ignoreOrder: true);
        (await dora.AuditEntriesAsync("?kind=sign_in_failed")).ShouldHaveSingleItem().Summary()
            .ShouldBe($"sign_in_failed deezer {_ids["dora deezer"]} {outcome}");
    }

    [Fact]
    public async Task Only_a_refusal_by_the_allow_list_shows_the_account_id()
    {
        await _broker.RestartAsync(new Dictionary<string, string?> { ["Access:Registration"] = "Owner" });
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        using var alma = _broker.NewBrowser();

        (await alma.TrySignInAsync("spotify", "person=alma"))
            .ShouldBe("/?error=registration_closed&provider=spotify&reason=owner_exists");
    }

    private static string Refused(string provider) =>
        $"/?error=registration_closed&provider={provider}&reason=asked_owner";

    private Task ListAsync(params string[] accounts) => ListEntriesAsync(
        [.. accounts.Select(account => $"{account.Split(' ')[1]}:{_ids[account]}")]);

    private Task ListEntriesAsync(params string[] entries) => _broker.RestartAsync(
        entries.Select((entry, i) => ($"Access:AllowedAccounts:{i}", entry))
            .Append(("Access:Registration", "AllowList"))
            .ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2, StringComparer.Ordinal));
}
