using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Identities;

/// <summary>
/// docs/security.md T31: linking and removing accounts gives no one else access and locks no user out.
/// </summary>
public abstract class LinkedAccountTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Linking_an_account_is_a_flagged_event()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        await dora.SignInAsync("deezer", "dora");

        var flagged = (await dora.GetAsync("/me/activity?flagged=true")).GetProperty("items").EnumerateArray().Single();

        flagged.Summary().ShouldBe("identity_linked deezer ok x1");
        flagged.Flags().ShouldBe(["linked_account"]);
        flagged.GetProperty("caller").GetProperty("kind").GetString().ShouldBe("session");
        (await dora.AuditEntriesAsync("?kind=identity_linked")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_a_session_every_account_signs_in_and_connections_stay()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var user = await dora.UserIdAsync();
        await _broker.ReplaceSpotifyAsync(dora, "alma");
        var almas = (await dora.GetAsync("/me/connections")).GetRawText();

        // A session cannot renew the connection with another account, even one of the same user.
        (await dora.TrySignInAsync("spotify", "person=dora"))
            .ShouldBe("/?error=account_mismatch&provider=spotify&account=Dora");
        using var elsewhere = _broker.NewBrowser();
        (await elsewhere.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");

        (await elsewhere.UserIdAsync()).ShouldBe(user);
        (await elsewhere.GetAsync("/me/connections")).GetRawText().ShouldBe(almas);
        var other = (await elsewhere.GetAsync(IdentityTestExtensions.List)).GetProperty("items")[1];
        await elsewhere.RemoveIdentityAsync(other.Word("id")!);
        (await elsewhere.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await elsewhere.SignInAsync("spotify", "dora");
        (await elsewhere.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task T3_a_new_owner_is_counted_also_where_another_account_of_the_user_is_connected()
    {
        using var former = await _broker.OwnedByAsync("cleo");
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        await _broker.ReplaceSpotifyAsync(dora, "alma");
        using var elsewhere = _broker.NewBrowser();
        var link = await _broker.NewOwnerLinkAsync();
        var before = Commits();

        (await elsewhere.TrySignInAsync("spotify", "person=dora", $"?claim={link}")).ShouldBe("/");

        var me = await elsewhere.GetAsync("/me");
        me.GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
        Commits().ShouldBe(before + 1, "a copy in which the former owner owns the instance must be detected as older");
    }

    [Fact]
    public async Task Removing_an_account_needs_a_recent_sign_in()
    {
        using var dora = await _broker.SignedInAsync("dora", "deezer", "spotify");
        var deezer = $"{IdentityTestExtensions.List}/{await dora.IdentityIdAsync("deezer")}";
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));

        (await dora.DeleteAsync(deezer)).ShouldBe("403 fresh_sign_in_required");
        (await dora.IdentityProvidersAsync()).Count.ShouldBe(2);

        await dora.SignInAsync("spotify", "dora");
        (await dora.DeleteAsync(deezer)).ShouldBe("204");
    }

    [Theory]
    [InlineData("Owner")]
    [InlineData("Open")]
    public async Task T31_after_the_removal_of_their_account_a_thief_cannot_sign_in(string registration)
    {
        await _broker.RestartAsync(new Dictionary<string, string?> { ["Access:Registration"] = registration });
        using var victim = await _broker.SignedInAsync("dora", "spotify");
        var user = await victim.UserIdAsync();
        using var thief = victim.NewWithCopiedCookies();
        await thief.SignInAsync("deezer", "cleo");
        (await thief.DeleteAsync("/me/connections/deezer")).ShouldBe("204");
        using var linked = await _broker.SignedInAsync("cleo", "deezer");
        (await linked.UserIdAsync()).ShouldBe(user);

        using var rescued = await _broker.SignedInAsync("dora", "spotify");
        (await rescued.DeleteAsync("/me/sessions")).ShouldBe("204");
        await thief.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var home = await _broker.SignedInAsync("dora", "spotify");
        await home.RemoveIdentityAsync(await home.IdentityIdAsync("deezer"));

        await linked.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var again = _broker.NewBrowser();
        var end = await again.TrySignInAsync("deezer", "person=cleo");
        if (registration == "Owner")
            end.ShouldBe("/?error=registration_closed&provider=deezer&reason=owner_exists");
        else
            (await again.UserIdAsync()).ShouldNotBe(user);
        (await home.IdentityProvidersAsync()).ShouldBe(["spotify"]);
    }

    [Fact]
    public async Task T31_a_session_without_an_identity_ends_with_a_removed_account()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var old = await _broker.SignedInAsync("dora", "deezer");
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        _broker.Database.Execute("UPDATE sessions SET identity_id = NULL");

        await desk.RemoveIdentityAsync(await desk.IdentityIdAsync("deezer"));

        await old.GetAsync("/me", HttpStatusCode.Unauthorized);
        await desk.GetAsync("/me");
    }

    [Fact]
    public async Task An_account_with_a_reused_id_can_sign_in_again()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        // The stored identity is a deleted account. The provider has given its profile id to a new account.
        _broker.Database.Execute("UPDATE identities SET account_id = 'acc-of-somebody-gone'");
        using var first = await _broker.SignedInAsync("dora", "spotify");

        using var second = await _broker.SignedInAsync("dora", "spotify");

        (await second.UserIdAsync()).ShouldBe(await first.UserIdAsync());
        _broker.Database.Count("identities").ShouldBe(2);
    }

    private long Commits() => Convert.ToInt64(_broker.Database.Scalar("SELECT commits FROM meta"));
}
