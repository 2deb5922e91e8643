using System.Text.Json;
using Shouldly;

namespace MusicAuth.Tests.Access.Identities;

/// <summary>Reads and removes the accounts that can sign in as a user.</summary>
internal static class IdentityTestExtensions
{
    public const string List = "/me/identities";

    private const string Spotify = "/me/connections/spotify";

    /// <summary>The id of the user's identity at a provider.</summary>
    public static async Task<string> IdentityIdAsync(this Browser browser, string provider) =>
        (await browser.GetAsync(List)).GetProperty("items").EnumerateArray()
            .First(item => item.Word("provider") == provider).Word("id")!;

    public static async Task<IReadOnlyList<string>> IdentityProvidersAsync(this Browser browser) =>
        [.. (await browser.GetAsync(List)).GetProperty("items").EnumerateArray()
            .Select(item => item.Word("provider")!)];

    public static async Task RemoveIdentityAsync(this Browser browser, string id) =>
        (await browser.DeleteAsync($"{List}/{id}")).ShouldBe("204");

    /// <summary>Disconnects Spotify and connects another account of it instead.</summary>
    public static async Task ReplaceSpotifyAsync(this Broker broker, Browser browser, string user)
    {
        (await browser.DeleteAsync(Spotify)).ShouldBe("204");
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.SignInAsync("spotify", user);
        (await browser.IdentityProvidersAsync()).ShouldBe(["spotify", "spotify"]);
    }

    /// <summary>The status, and the code if the response is a problem.</summary>
    public static Task<string> DeleteAsync(this Browser browser, string path) =>
        browser.SendAsync(HttpMethod.Delete, path).CodeAsync();

    public static async Task<string> CodeAsync(this Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        var body = await answer.Content.ReadAsStringAsync();
        return body.Length == 0
            ? $"{(int)answer.StatusCode}"
            : $"{(int)answer.StatusCode} {JsonElement.Parse(body).Word("code")}";
    }
}
