using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.Tests.Access.Guests;

/// <summary>The requests of an owner about guests, and the sign-ins of guests.</summary>
internal static class GuestTestExtensions
{
    public const string Asked = "/?error=registration_closed&provider=spotify&reason=asked_owner";

    /// <summary>A browser of the owner, who has signed in through the owner link.</summary>
    public static async Task<Browser> OwnedByAsync(this Broker broker, string user)
    {
        var browser = broker.NewBrowser();
        (await browser.TrySignInAsync("spotify", $"person={user}", $"?claim={await broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");
        return browser;
    }

    /// <summary>The address at which a sign-in without a session ends.</summary>
    public static async Task<string> GuestSignInAsync(
        this Broker broker, string user, string provider = "spotify", string query = "")
    {
        using var browser = broker.NewBrowser();
        return await browser.TrySignInAsync(provider, $"person={user}", query);
    }

    public static async Task<JsonElement[]> RequestsAsync(this Browser owner) =>
        [.. (await owner.GetAsync("/users/requests")).GetProperty("items").EnumerateArray()];

    public static async Task AnswerAsync(
        this Browser owner, JsonElement request, bool admit, HttpStatusCode expected = HttpStatusCode.NoContent)
    {
        using var answer = await owner.PostAsync($"/users/requests/{request.Word("id")}", new { admit });
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Admits the account of the only open request.</summary>
    public static async Task AdmitAsync(this Browser owner) =>
        await owner.AnswerAsync((await owner.RequestsAsync()).ShouldHaveSingleItem(), admit: true);

    public static async Task<JsonElement> InviteAsync(this Browser owner)
    {
        using var answer = await owner.PostAsync("/users/invitations", new { });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The query of the login address, as the page takes it from the invitation's link.</summary>
    public static string LoginQuery(this JsonElement invitation) => new Uri(invitation.Word("url")!).Query;

    /// <summary>The names of new accounts in the sandbox.</summary>
    public static async Task<string[]> NewGuestsAsync(this Broker broker, int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(number => $"guest{number}")];
        await broker.PutAsync("users", new { people = names.Select(name => new { name, display_name = name }) });
        return names;
    }
}
