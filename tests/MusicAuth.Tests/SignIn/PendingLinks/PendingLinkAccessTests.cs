using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.PendingLinks;

/// <summary>T32: the sign-ins that the user must accept, and the requests that can accept them.</summary>
public sealed class PendingLinkAccessTests() : SignedInTest("spotify")
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("same-origin", "document")]
    [InlineData("none", "document")]
    [InlineData("cross-site", "document")]
    public async Task T32_the_confirmation_does_not_depend_on_the_fetch_metadata(string? site, string? destination)
    {
        var callback = await Dora.ChooseConsentAsync(await Dora.StartSignInAsync("deezer"), "person=dora");
        using var request = new HttpRequestMessage(HttpMethod.Get, callback.PathAndQuery);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (destination is not null)
            request.Headers.Add("Sec-Fetch-Dest", destination);

        using var answer = await Dora.Client.SendAsync(request);

        answer.Headers.Location!.ToString().ShouldBe("/?link=1");
        Broker.Database.Count("identities").ShouldBe(1);
        Broker.Database.Count("grants").ShouldBe(1);
    }

    [Fact]
    public async Task The_confirmation_keeps_the_return_address_of_the_sign_in()
    {
        (await Dora.SignInUnansweredAsync("deezer", "dora", "?returnUrl=%2Fdocs%3Fa%3D1%26b%3D%2523")).ShouldBe(
            "/?link=1&returnUrl=%2Fdocs%3Fa%3D1%26b%3D%2523");
    }

    [Fact]
    public async Task An_account_of_the_same_user_and_a_sign_in_without_a_session_need_no_confirmation()
    {
        await Dora.SignInAsync("deezer", "dora");
        (await Dora.SignInUnansweredAsync("deezer", "dora")).ShouldBe("/");
        (await Dora.SignInUnansweredAsync("spotify", "dora")).ShouldBe("/");
        using var known = Broker.NewBrowser();
        (await known.SignInUnansweredAsync("deezer", "dora")).ShouldBe("/");
        using var unknown = Broker.NewBrowser();
        (await unknown.SignInUnansweredAsync("deezer", "alma")).ShouldBe("/");

        Broker.Database.Count("pending_links").ShouldBe(0);
    }

    [Fact]
    public async Task An_account_that_cannot_be_linked_is_refused_at_once()
    {
        using var alma = await Broker.SignedInAsync("alma", "deezer");

        (await Dora.SignInUnansweredAsync("deezer", "alma"))
            .ShouldBe("/?error=account_linked_elsewhere&provider=deezer");
        (await Dora.SignInUnansweredAsync("spotify", "cleo"))
            .ShouldBe("/?error=account_mismatch&provider=spotify&account=Cleo");

        Broker.Database.Count("pending_links").ShouldBe(0);
        (await Dora.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await Dora.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"accept":null}""")]
    [InlineData("""{"accept":"true"}""")]
    [InlineData("""{"accept":1}""")]
    [InlineData("""{"accept":true,"accept":false}""")]
    [InlineData("""{"accept":true,"provider":"deezer"}""")]
    public async Task An_answer_without_accept_is_invalid_and_changes_nothing(string body)
    {
        await Dora.SignInUnansweredAsync("deezer", "dora");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/pending-link")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", Broker.PublicUrl);

        using var answer = await Dora.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Broker.Database.Count("pending_links").ShouldBe(1);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("null", null)]
    [InlineData("http://127.0.0.1:5081", null)]
    [InlineData("http://localhost:5080", null)]
    [InlineData("https://evil.example", "cross-site")]
    [InlineData(Broker.PublicUrl, "same-site")]
    public async Task T32_a_page_of_another_origin_cannot_answer(string? origin, string? site)
    {
        await Dora.SignInUnansweredAsync("deezer", "dora");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/pending-link")
        {
            Content = JsonContent.Create(new { accept = true }),
        };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await Dora.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await CodeAsync(answer)).ShouldBe("cross_site_request");
        Broker.Database.Count("pending_links").ShouldBe(1);
        Broker.Database.Count("identities").ShouldBe(1);
    }

    [Fact]
    public async Task Only_the_session_that_signed_in_sees_and_answers_the_pending_link()
    {
        using var phone = await Broker.SignedInAsync("dora", "spotify");
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        using var stranger = Broker.NewBrowser();
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["library:read", "connections:read", "token:read"]));
        await Dora.SignInUnansweredAsync("deezer", "dora");

        foreach (var other in new[] { phone, alma })
        {
            await other.GetAsync("/me/pending-link", HttpStatusCode.NotFound);
            foreach (var accept in new[] { true, false })
                (await AnswerAsync(other, accept)).ShouldBe(HttpStatusCode.NotFound);
        }

        await stranger.GetAsync("/me/pending-link", HttpStatusCode.Unauthorized);
        (await AnswerAsync(stranger, accept: true)).ShouldBe(HttpStatusCode.Unauthorized);
        using var read = await app.GetAsync("/me/pending-link");
        using var answered = await app.PostAsJsonAsync("/me/pending-link", new { accept = true });
        (read.StatusCode, await CodeAsync(read)).ShouldBe((HttpStatusCode.Forbidden, "insufficient_scope"));
        (answered.StatusCode, await CodeAsync(answered)).ShouldBe((HttpStatusCode.Forbidden, "insufficient_scope"));
        Broker.Database.Count("pending_links").ShouldBe(1);
        (await AnswerAsync(Dora, accept: true)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Each_session_has_its_own_pending_link()
    {
        using var phone = await Broker.SignedInAsync("dora", "spotify");

        (await Dora.SignInUnansweredAsync("deezer", "dora")).ShouldBe("/?link=1");
        (await phone.SignInUnansweredAsync("deezer", "cleo")).ShouldBe("/?link=1");

        (await AnswerAsync(phone, accept: false)).ShouldBe(HttpStatusCode.NoContent);
        (await AnswerAsync(Dora, accept: true)).ShouldBe(HttpStatusCode.NoContent);
        Broker.Database.Count("grants").ShouldBe(2);
    }

    [Fact]
    public async Task Of_two_accounts_of_one_provider_the_account_accepted_first_is_connected()
    {
        using var phone = await Broker.SignedInAsync("dora", "spotify");
        await Dora.SignInUnansweredAsync("deezer", "dora");
        await phone.SignInUnansweredAsync("deezer", "cleo");
        (await AnswerAsync(phone, accept: true)).ShouldBe(HttpStatusCode.NoContent);

        using var late = await Dora.AnswerLinkAsync(accept: true);

        (late.StatusCode, await CodeAsync(late)).ShouldBe((HttpStatusCode.Conflict, "account_mismatch"));
        Broker.Database.Count("identities").ShouldBe(2);
        Broker.Database.Count("pending_links").ShouldBe(0);
        (await Dora.GetAsync("/me/connections")).GetProperty("items")[1].GetProperty("display_name").GetString()
            .ShouldBe("Cleo");
    }

    private static async Task<HttpStatusCode> AnswerAsync(Browser browser, bool accept)
    {
        using var answer = await browser.AnswerLinkAsync(accept);
        return answer.StatusCode;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
