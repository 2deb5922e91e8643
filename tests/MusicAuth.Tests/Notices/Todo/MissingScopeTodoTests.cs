using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>A missing scope that an app needed is an item until the user grants it.</summary>
public abstract class MissingScopeTodoTests(DatabaseKind storage) : TodoTest(
    storage, ("Spotify:Scopes", "playlist-read-private"),
    ("Spotify:AllowedScopes", "user-read-playback-state user-library-read"))
{
    private const string Player = "/spotify/v1/me/player";

    [Fact]
    public async Task Twenty_refused_calls_are_one_item_and_the_link_grants_the_scope()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["spotify:read"]));
        for (var poll = 0; poll < 20; poll++)
            (await app.AskAsync(Player)).ShouldBe(401);
        await Eventually.IsTrueAsync(async () => (await ItemsAsync()).Length > 0);

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        (Text(item, "code"), Text(item, "severity"), Text(item, "provider"))
            .ShouldBe(("scope_missing", "warning", "spotify"));
        Text(item, "id").ShouldBe("scope_missing:spotify:user-read-playback-state");
        Text(item, "title").ShouldBe("An app needs more access to Spotify.");
        Text(item, "detail")!.ShouldContain("user-read-playback-state");
        Text(item, "action_url").ShouldBe($"{Broker.PublicUrl}/login/spotify?scope=user-read-playback-state");
        await FollowAsync(item);
        (await ItemsAsync()).ShouldBeEmpty();
        (await app.AskAsync(Player)).ShouldBe((int)HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_list_that_needs_another_scope_is_an_item_too()
    {
        await Dora.GetAsync("/me/favorites", HttpStatusCode.Forbidden);
        await Eventually.IsTrueAsync(async () => (await ItemsAsync()).Length > 0);

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        Text(item, "id").ShouldBe("scope_missing:spotify:user-library-read");
        await FollowAsync(item);
        (await ItemsAsync()).ShouldBeEmpty();
        (await Dora.GetAsync("/me/favorites")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_scope_that_the_settings_do_not_allow_is_no_item_because_no_sign_in_can_grant_it()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["spotify:read"]));
        (await app.AskAsync("/spotify/v1/me/player/currently-playing")).ShouldBe(401);
        (await app.AskAsync(Player)).ShouldBe(401);
        await Eventually.IsTrueAsync(async () => (await ItemsAsync()).Length > 0);

        Text((await ItemsAsync()).ShouldHaveSingleItem(), "id")!.ShouldEndWith(":user-read-playback-state");
    }

    [Fact]
    public async Task The_item_of_another_user_is_not_in_the_list()
    {
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        using var app = alma.NewApp(await alma.NewKeyAsync(["spotify:read"]));
        (await app.AskAsync(Player)).ShouldBe(401);
        await Eventually.IsTrueAsync(async () => (await ItemsAsync(alma.Client)).Length > 0);

        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_item_ends_30_days_after_the_last_request()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["spotify:read"]));
        (await app.AskAsync(Player)).ShouldBe(401);
        await Eventually.IsTrueAsync(async () => (await ItemsAsync()).Length > 0);
        Broker.Clock.Advance(29 * OneDay);
        (await ItemsAsync()).Length.ShouldBe(1);

        Broker.Clock.Advance(2 * OneDay);

        (await ItemsAsync()).ShouldBeEmpty();
    }
}
