using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Completion;

/// <summary>Sign-ins with additional scopes: granted scopes stay, and a refusal changes nothing.</summary>
public sealed class WiderConsentTests
{
    private const string Default = "playlist-read-private playlist-read-collaborative user-library-read";
    private const string Further = "playlist-modify-private user-library-modify";
    private const string Ask = "?scope=playlist-modify-private%20user-library-modify";

    [Fact]
    public async Task Requested_scopes_are_granted_and_shown()
    {
        await using var broker = await StartAsync();
        using var browser = await broker.SignedInAsync("dora", "spotify");

        (await browser.TrySignInAsync("spotify", "person=dora", Ask)).ShouldBe("/");

        (await ScopesAsync(browser)).ShouldBe(Split($"{Default} {Further}"), ignoreOrder: true);
    }

    [Fact]
    public async Task The_providers_list_the_default_and_the_allowed_scopes()
    {
        await using var broker = await StartAsync();
        using var browser = broker.NewBrowser();

        var items = (await browser.GetAsync("/providers")).GetProperty("items");

        Strings(items[0].GetProperty("scopes")).ShouldBe(Split(Default));
        Strings(items[0].GetProperty("allowed_scopes")).ShouldBe(Split(Further));
        Strings(items[1].GetProperty("scopes")).ShouldBe(["basic_access", "offline_access"]);
        Strings(items[1].GetProperty("allowed_scopes")).ShouldBe(["manage_library"]);
    }

    [Theory]
    [InlineData("spotify", "playlist-modify-private")]
    [InlineData("deezer", "manage_library")]
    public async Task Another_sign_in_keeps_the_granted_scopes(string provider, string scope)
    {
        await using var broker = await StartAsync();
        using var browser = broker.NewBrowser();
        await browser.TrySignInAsync(provider, "person=dora", $"?scope={scope}");

        (await browser.TrySignInAsync(provider, "person=dora")).ShouldBe("/");

        (await ScopesAsync(browser)).ShouldContain(scope);
    }

    [Fact]
    public async Task A_scope_that_is_no_longer_allowed_is_not_requested_again()
    {
        await using var broker = await StartAsync();
        using var browser = broker.NewBrowser();
        await browser.TrySignInAsync("spotify", "person=dora", Ask);
        await broker.RestartAsync(new Dictionary<string, string?>
        {
            ["Spotify:AllowedScopes"] = "user-library-modify",
        });
        using var later = broker.NewBrowser(browser);

        (await later.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");

        (await ScopesAsync(later)).ShouldBe(Split($"{Default} user-library-modify"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("spotify", "playlist-modify-private")]
    [InlineData("deezer", "manage_library")]
    public async Task A_refusal_leaves_the_old_connection_unchanged(string provider, string scope)
    {
        await using var broker = await StartAsync();
        using var browser = await broker.SignedInAsync("dora", provider);
        var before = await ConnectionAsync(browser);

        (await browser.TrySignInAsync(provider, "refuse=1", $"?scope={scope}"))
            .ShouldBe($"/?error=sign_in_refused&provider={provider}");

        (await ConnectionAsync(browser)).ToString().ShouldBe(before.ToString());
        (await browser.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_sign_in_without_a_session_asks_for_the_earlier_scopes_on_the_page()
    {
        await using var broker = await StartAsync();
        using var first = broker.NewBrowser();
        await first.TrySignInAsync("spotify", "person=dora", Ask);
        using var second = broker.NewBrowser();

        var page = await second.TrySignInAsync("spotify", "person=dora", "?returnUrl=%2Fdocs");

        var query = QueryHelpers.ParseQuery(page.Split('?', 2)[1]);
        page.ShouldStartWith("/?");
        query["consent"].ToString().ShouldBe("spotify");
        Split(query["scope"].ToString()).ShouldBe(Split(Further), ignoreOrder: true);
        query["returnUrl"].ToString().ShouldBe("/docs");
        (await ScopesAsync(second)).ShouldBe(Split(Default), ignoreOrder: true);

        (await second.TrySignInAsync(
            "spotify", "person=dora", $"?scope={query["scope"]}&returnUrl=%2Fdocs")).ShouldBe("/docs");
        (await ScopesAsync(second)).ShouldBe(Split($"{Default} {Further}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_list_that_needs_a_scope_names_it_and_links_to_its_sign_in()
    {
        await using var broker = await StartAsync(
            ("Spotify:Scopes", "playlist-read-private"), ("Spotify:AllowedScopes", "user-library-read"));
        using var browser = await broker.SignedInAsync("dora", "spotify", "deezer");

        var source = (await browser.GetAsync("/me/favorites")).GetProperty("sources")[0];

        source.GetProperty("status").GetString().ShouldBe("reauthorization_required");
        var problem = source.GetProperty("problem");
        problem.GetProperty("reason").GetString().ShouldBe("missing_scope");
        problem.GetProperty("detail").GetString()!.ShouldContain("user-library-read");
        var link = source.GetProperty("reauthorize_url").GetString()!;
        link.ShouldBe($"{Broker.PublicUrl}/login/spotify?scope=user-library-read");

        await browser.TrySignInAsync("spotify", "person=dora", new Uri(link).Query);
        (await browser.GetAsync("/me/favorites")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_scope_that_the_operator_does_not_allow_has_a_sentence_and_no_link()
    {
        await using var broker = await StartAsync(
            ("Spotify:Scopes", "playlist-read-private"), ("Spotify:AllowedScopes", ""));
        using var browser = await broker.SignedInAsync("dora", "spotify");

        var problem = await browser.GetAsync("/me/favorites", HttpStatusCode.Forbidden);

        problem.GetProperty("code").GetString().ShouldBe("reauthorization_required");
        problem.GetProperty("reason").GetString().ShouldBe("missing_scope");
        problem.GetProperty("detail").GetString()!
            .ShouldContain("must first add user-library-read to Spotify:AllowedScopes");
        (problem.TryGetProperty("reauthorize_url", out var url) && url.ValueKind != JsonValueKind.Null)
            .ShouldBeFalse();
    }

    private static async Task<Broker> StartAsync(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> all = new(StringComparer.Ordinal)
        {
            ["Spotify:AllowedScopes"] = Further,
            ["Deezer:AllowedScopes"] = "manage_library",
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        return await Broker.StartAsync(all);
    }

    private static async Task<JsonElement> ConnectionAsync(Browser browser) =>
        (await browser.GetAsync("/me")).GetProperty("connections")[0];

    private static async Task<string[]> ScopesAsync(Browser browser) =>
        Strings((await ConnectionAsync(browser)).GetProperty("scopes"));

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetString()!)];

    private static string[] Split(string scopes) => scopes.Split(' ');
}
