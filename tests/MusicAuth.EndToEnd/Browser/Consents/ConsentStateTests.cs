using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser.Consents;

/// <summary>The messages about a consent that has ended, or that lacks a permission.</summary>
public sealed class ConsentStateTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task The_card_shows_an_expired_consent_before_the_service_refuses_it()
    {
        var home = await SignedInAsync("xavier", "spotify");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await ChangeAsync(home, "**/me", me =>
        {
            var connection = me["connections"]![0]!;
            connection["state"]!.GetValue<string>().ShouldBe("active");
            (connection["days_left"], connection["reauthorize_by"]) = (0, "2026-01-01T00:00:00Z");
        });

        await home.Window.Page.ReloadAsync();

        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.Part("days-spotify")).ToHaveCountAsync(0);
        await Expect(home.Part("reason-spotify")).ToContainTextAsync("yours has expired");
        await Expect(home.Part("reauthorize-spotify")).ToHaveTextAsync("Renew");
    }

    [LongFact]
    public async Task The_page_explains_a_missing_permission()
    {
        var home = await SignedInAsync("yvonne", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        var key = (await account.MakeKeyAsync("Hall"))["ma_".Length..].Split('_')[0];
        await ChangeAsync(home, "**/me/todo", todo =>
        {
            todo["count"] = 2;
            todo["items"] = new JsonArray(
                Item("scope_missing", "scope_missing:spotify:user-top-read", "spotify"),
                Item("key_scope_missing", $"key_scope_missing:{key}:catalog:read", provider: null));
        });

        await home.GoToAsync("/");
        await home.Window.Page.ReloadAsync();

        await Expect(home.Part("todo-item").First).ToContainTextAsync("An app needs more access to Spotify");
        await Expect(home.Part("todo-item").First).ToContainTextAsync(
            "Your Spotify consent does not let apps see what you listen to most.");
        await Expect(home.Part("todo-item").Last).ToContainTextAsync(
            "The key “Hall” lacks a permission: Search the public catalogues without your account");
        await Expect(home.Part("todo-item").First).Not.ToContainTextAsync("user-top-read");
    }

    [LongFact]
    public async Task Before_a_key_is_made_the_page_names_library_access_that_the_consent_lacks()
    {
        var broker = await StartBrokerAsync(new BrokerSetup
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Spotify:Scopes"] = "playlist-read-private",
                ["Spotify:AllowedScopes"] = "user-library-read",
            },
        });
        var home = await OpenAsync(address: broker.Address);
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await home.Part("connect-app-other").ClickAsync();

        await Expect(home.Part("connect-gap")).ToContainTextAsync(
            "Your Spotify consent does not let apps see the music in your library.");
        (await home.Part("connect-gap").Locator("a").GetAttributeAsync("href")).ShouldNotBeNull()
            .ShouldContain("user-library-read");
        await home.Part("scope-library:read").UncheckAsync();
        await Expect(home.Part("connect-gap")).ToHaveCountAsync(0);
        await home.Part("scope-library:read").CheckAsync();
        await home.Part("connect-gap").Locator("a").ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("dora");

        await Expect(home.Part("scope-library:read")).ToBeCheckedAsync();
        await Expect(home.Part("connect-gap")).ToHaveCountAsync(0);
    }

    private static JsonObject Item(string code, string id, string? provider) => new()
    {
        ["id"] = id,
        ["severity"] = "info",
        ["code"] = code,
        ["provider"] = provider,
        ["title"] = $"The broker names {id}",
        ["detail"] = $"The broker names {id}",
        ["action_url"] = "/",
        ["since"] = "2026-01-01T00:00:00Z",
        ["due"] = null,
    };

    private static Task<IAsyncDisposable> ChangeAsync(HomePage home, string path, Action<JsonNode> change) =>
        home.Window.Page.RouteAsync(path, async route =>
        {
            var response = await route.FetchAsync();
            var body = JsonNode.Parse(await response.TextAsync())!;
            change(body);
            await route.FulfillAsync(new RouteFulfillOptions { Response = response, Body = body.ToJsonString() });
        });
}
