using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.PendingLinks;

/// <summary>T32: no account is linked before its user has accepted it.</summary>
public abstract class PendingLinkTests(DatabaseKind storage) : SignedInTest(storage, "spotify")
{
    [Fact]
    public async Task T32_another_account_is_not_linked_before_the_user_accepts_it()
    {
        var cookie = Dora.CookieHeader;

        (await Dora.SignInUnansweredAsync("deezer", "dora")).ShouldBe("/?link=1");

        ShouldHave(identities: 1, grants: 1, pending: 1);
        Dora.CookieHeader.ShouldBe(cookie, "no new session before the user accepts");
        var pending = await Dora.GetAsync("/me/pending-link");
        pending.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["provider", "account_id", "display_name", "expires_at"]);
        pending.GetProperty("provider").GetString().ShouldBe("deezer");
        pending.GetProperty("account_id").GetString().ShouldNotBeNullOrEmpty();
        pending.GetProperty("display_name").GetString().ShouldBe("Dora");
        pending.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(
            Broker.Clock.GetUtcNow().AddMinutes(10), TimeSpan.FromSeconds(1));
        using var stranger = await Broker.SignedInAsync("dora", "deezer");
        (await UserIdAsync(stranger)).ShouldNotBe(await UserIdAsync(Dora), "the account must not be linked yet");
    }

    [Fact]
    public async Task An_acceptance_links_the_account_connects_it_and_creates_a_new_session()
    {
        var user = await UserIdAsync(Dora);
        var old = Dora.CookieHeader;
        await Dora.SignInUnansweredAsync("deezer", "dora");
        var consented = Broker.Clock.GetUtcNow();
        Broker.Clock.Advance(TimeSpan.FromMinutes(9));

        (await AnswerAsync(accept: true)).ShouldBe(HttpStatusCode.NoContent);

        ShouldHave(identities: 2, grants: 2, pending: 0);
        Dora.CookieHeader.ShouldNotBe(old);
        await SessionShouldHaveEndedAsync(old);
        (await UserIdAsync(Dora)).ShouldBe(user);
        (await Dora.GetAsync("/me/favorites?provider=deezer&limit=1")).GetProperty("complete").GetBoolean()
            .ShouldBeTrue();
        (await Dora.GetAsync("/me/connections")).GetProperty("items")[1].GetProperty("authorized_at")
            .GetDateTimeOffset().ShouldBe(consented, TimeSpan.FromSeconds(1), "the consent keeps its time");
        using var later = await Broker.SignedInAsync("dora", "deezer");
        (await UserIdAsync(later)).ShouldBe(user);
        (await AnswerAsync(accept: true)).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(accept: false)).ShouldBe(HttpStatusCode.NotFound);
        await Dora.GetAsync("/me/pending-link", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_refusal_erases_the_tokens_and_changes_nothing_else()
    {
        var cookie = Dora.CookieHeader;
        await Dora.SignInUnansweredAsync("deezer", "dora");

        (await AnswerAsync(accept: false)).ShouldBe(HttpStatusCode.NoContent);

        ShouldHave(identities: 1, grants: 1, pending: 0);
        Dora.CookieHeader.ShouldBe(cookie);
        (await AnswerAsync(accept: false)).ShouldBe(HttpStatusCode.NotFound);
        (await AnswerAsync(accept: true)).ShouldBe(HttpStatusCode.NotFound);
        await Dora.GetAsync("/me/pending-link", HttpStatusCode.NotFound);
        ShouldHave(identities: 1, grants: 1, pending: 0);
        (await Dora.SignInUnansweredAsync("deezer", "dora")).ShouldBe("/?link=1", "a refusal is not final");
    }

    [Fact]
    public async Task A_session_has_at_most_one_pending_link()
    {
        await Dora.SignInUnansweredAsync("deezer", "dora");
        var first = await Dora.GetAsync("/me/pending-link");

        (await Dora.SignInUnansweredAsync("deezer", "cleo")).ShouldBe(
            "/?error=sign_in_failed&provider=deezer&reason=link_pending");

        (await Dora.GetAsync("/me/pending-link")).ToString().ShouldBe(first.ToString());
        (await AnswerAsync(accept: true)).ShouldBe(HttpStatusCode.NoContent);
        ShouldHave(identities: 2, grants: 2, pending: 0);
    }

    [Fact]
    public async Task An_account_that_another_user_linked_meanwhile_is_not_linked_and_its_tokens_are_erased()
    {
        await Dora.SignInUnansweredAsync("deezer", "dora");
        using var other = await Broker.SignedInAsync("dora", "deezer");

        using var answer = await Dora.AnswerLinkAsync(accept: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("account_linked_elsewhere");
        ShouldHave(identities: 2, grants: 2, pending: 0);
        (await Dora.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
        await other.GetAsync("/me");
    }

    [Fact]
    public async Task An_account_that_another_browser_of_the_user_linked_meanwhile_is_connected()
    {
        using var phone = await Broker.SignedInAsync("dora", "spotify");
        await Dora.SignInUnansweredAsync("deezer", "dora");
        await phone.SignInAsync("deezer", "dora");

        (await AnswerAsync(accept: true)).ShouldBe(HttpStatusCode.NoContent);

        ShouldHave(identities: 2, grants: 2, pending: 0);
        await phone.GetAsync("/me");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(5, true)]
    [InlineData(40, true)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    [InlineData(40, false)]
    public async Task Exactly_one_of_several_concurrent_answers_succeeds(int callers, bool all)
    {
        var user = await UserIdAsync(Dora);
        await Dora.SignInUnansweredAsync("deezer", "dora");
        // The first response changes the cookies.
        using var client = Dora.NewCookielessClient();
        var cookie = Dora.CookieHeader;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var answers = Enumerable.Range(0, callers).Select(async number =>
        {
            var accept = all || number % 2 == 0;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/me/pending-link")
            {
                Content = JsonContent.Create(new { accept }),
            };
            request.Headers.Add("Origin", Broker.PublicUrl);
            request.Headers.Add("Cookie", cookie);
            await start.Task;
            using var answer = await client.SendAsync(request);
            return (Accept: accept, Status: (int)answer.StatusCode);
        }).ToList();
        start.SetResult();
        var ends = await Task.WhenAll(answers);

        var (accepted, _) = ends.Where(end => end.Status == 204).ShouldHaveSingleItem();
        // After the acceptance the session of the other requests has ended.
        ends.Where(end => end.Status != 204).ShouldAllBe(end => end.Status == 404 || (accepted && end.Status == 401));
        ShouldHave(identities: accepted ? 2 : 1, grants: accepted ? 2 : 1, pending: 0);
        Convert.ToInt32(Broker.Database.Scalar("SELECT count(*) FROM sessions")).ShouldBe(1);
        using var later = await Broker.SignedInAsync("dora", "spotify");
        (await UserIdAsync(later)).ShouldBe(user);
    }

    private async Task<HttpStatusCode> AnswerAsync(bool accept)
    {
        using var answer = await Dora.AnswerLinkAsync(accept);
        return answer.StatusCode;
    }

    private async Task SessionShouldHaveEndedAsync(string cookie)
    {
        using var client = Dora.NewCookielessClient();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await client.GetAsync("/me");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private void ShouldHave(int identities, int grants, int pending)
    {
        Broker.Database.Count("identities").ShouldBe(identities);
        Broker.Database.Count("grants").ShouldBe(grants);
        Broker.Database.Count("pending_links").ShouldBe(pending);
    }

    private static async Task<Guid> UserIdAsync(Browser browser) =>
        (await browser.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid();
}
