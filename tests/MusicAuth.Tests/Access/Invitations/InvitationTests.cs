using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Invitations;

/// <summary>An invitation of the owner admits one account, in every registration mode.</summary>
public abstract class InvitationTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string Used = "/?error=registration_closed&provider=spotify&reason=invitation_used";
    private const string Ended = "/?error=registration_closed&provider=spotify&reason=invitation_ended";

    private Broker _broker = null!;
    private Browser _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            Mode("AllowList"), storage: storage, hasLongTimeouts: true);
        _owner = await _broker.OwnedByAsync("dora");
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task The_link_is_shown_once_and_ends_after_seven_days()
    {
        var invitation = await _owner.InviteAsync();

        invitation.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["id", "url", "created_at", "expires_at"]);
        invitation.Word("url")!.ShouldStartWith($"{Broker.PublicUrl}/login?invite=");
        invitation.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(
            invitation.GetProperty("created_at").GetDateTimeOffset().AddDays(7));
        var listed = (await InvitationsAsync(_owner)).ShouldHaveSingleItem();
        listed.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "created_at", "expires_at", "used_at"]);
        listed.GetProperty("used_at").ValueKind.ShouldBe(JsonValueKind.Null);
        _broker.Database.Bytes().ShouldNotContain(SecretOf(invitation));

        _broker.Clock.Advance(TimeSpan.FromDays(7));
        (await _broker.GuestSignInAsync("alma", query: invitation.LoginQuery())).ShouldBe(Ended);
        _broker.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync(() => _broker.Database.Count("invitations") == 0);
    }

    [Theory]
    [InlineData("Owner")]
    [InlineData("AllowList")]
    [InlineData("Open")]
    public async Task An_invitation_admits_an_account_in_every_mode_and_the_account_stays_admitted(string mode)
    {
        await _broker.RestartAsync(Mode(mode));
        using var owner = _broker.NewBrowser(_owner);
        var invitation = await owner.InviteAsync();

        (await _broker.GuestSignInAsync("alma", query: invitation.LoginQuery())).ShouldBe("/");

        (await InvitationsAsync(owner)).ShouldHaveSingleItem().GetProperty("used_at").GetDateTimeOffset()
            .ShouldBe(_broker.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
        await _broker.RestartAsync(Mode("AllowList"));
        (await _broker.GuestSignInAsync("alma")).ShouldBe("/");
        _broker.Database.Count("users").ShouldBe(2);
        _broker.Database.Count("users WHERE is_owner").ShouldBe(1);
    }

    [Theory]
    [InlineData("Owner")]
    [InlineData("AllowList")]
    public async Task An_invitation_admits_one_account_and_the_second_gets_a_reason(string mode)
    {
        await _broker.RestartAsync(Mode(mode));
        using var owner = _broker.NewBrowser(_owner);
        var query = (await owner.InviteAsync()).LoginQuery();

        (await _broker.GuestSignInAsync("alma", query: query)).ShouldBe("/");
        (await _broker.GuestSignInAsync("basil", query: query)).ShouldBe(Used);
        (await _broker.GuestSignInAsync("alma", query: query)).ShouldBe("/");

        _broker.Database.Count("users").ShouldBe(2);
    }

    [Theory]
    [InlineData("Owner", 2)]
    [InlineData("AllowList", 2)]
    [InlineData("AllowList", 40)]
    public async Task Of_several_concurrent_guests_one_is_admitted(string mode, int guests)
    {
        await _broker.RestartAsync(Mode(mode));
        using var owner = _broker.NewBrowser(_owner);
        var query = (await owner.InviteAsync()).LoginQuery();
        var flows = await Task.WhenAll((await _broker.NewGuestsAsync(guests)).Select(async guest =>
        {
            var browser = _broker.NewBrowser();
            return (Browser: browser, Callback: await browser.ChooseConsentAsync(
                await browser.StartSignInAsync("spotify", query), $"person={guest}"));
        }));

        var ends = await Task.WhenAll(flows.Select(async flow =>
        {
            using (flow.Browser)
                return await flow.Browser.FollowCallbackAsync(flow.Callback);
        }));

        ends.Count(end => end == "/").ShouldBe(1);
        ends.Count(end => end == Used).ShouldBe(guests - 1);
        _broker.Database.Count("users").ShouldBe(2);
        (await _broker.AuditEntriesAsync(owner, "?kind=invitation_used")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_sign_in_of_a_known_account_does_not_use_up_an_invitation()
    {
        var query = (await _owner.InviteAsync()).LoginQuery();

        (await _broker.GuestSignInAsync("dora", query: query)).ShouldBe("/");

        (await _broker.GuestSignInAsync("alma", query: query)).ShouldBe("/");
    }

    [Fact]
    public async Task A_revoked_invitation_admits_no_account_and_an_admitted_guest_stays()
    {
        var (open, used) = (await _owner.InviteAsync(), await _owner.InviteAsync());
        (await _broker.GuestSignInAsync("alma", query: used.LoginQuery())).ShouldBe("/");

        foreach (var invitation in new[] { open, used })
            (await RevokeAsync(_owner, invitation)).ShouldBe(HttpStatusCode.NoContent);

        (await RevokeAsync(_owner, open)).ShouldBe(HttpStatusCode.NotFound);
        (await _broker.GuestSignInAsync("basil", query: open.LoginQuery())).ShouldBe(Ended);
        (await _broker.GuestSignInAsync("alma")).ShouldBe("/");
        (await InvitationsAsync(_owner)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_21st_open_invitation_is_refused()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(
            _ => _owner.PostAsync("/users/invitations", new { })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(20);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(4);
        (await RevokeAsync(_owner, (await InvitationsAsync(_owner))[0])).ShouldBe(HttpStatusCode.NoContent);
        await _owner.InviteAsync();
    }

    [Fact]
    public async Task The_invitations_of_a_former_owner_admit_no_account()
    {
        var query = (await _owner.InviteAsync()).LoginQuery();
        using var cleo = await _broker.OwnedByAsync("cleo");

        (await _broker.GuestSignInAsync("alma", query: query)).ShouldBe(Ended);

        (await InvitationsAsync(cleo)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invitation_removes_the_request_of_its_guest()
    {
        (await _broker.GuestSignInAsync("alma")).ShouldBe(GuestTestExtensions.Asked);

        (await _broker.GuestSignInAsync("alma", query: (await _owner.InviteAsync()).LoginQuery())).ShouldBe("/");

        (await _owner.RequestsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_a_session_of_the_owner_lists_creates_and_revokes_invitations()
    {
        var invitation = await _owner.InviteAsync();
        using var alma = _broker.NewBrowser();
        (await alma.TrySignInAsync("spotify", "person=alma", (await _owner.InviteAsync()).LoginQuery())).ShouldBe("/");
        using var app = _owner.NewApp(await _owner.NewKeyAsync(["library:read"]));

        await alma.GetAsync("/users/invitations", HttpStatusCode.Forbidden);
        (await RevokeAsync(alma, invitation)).ShouldBe(HttpStatusCode.Forbidden);
        (await app.AskAsync("/users/invitations")).ShouldBe(403);
        using var made = await alma.PostAsync("/users/invitations", new { });
        made.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var fromOtherOrigin = await _owner.PostAsync("/users/invitations", new { }, "http://evil.example");
        fromOtherOrigin.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await InvitationsAsync(_owner)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_audit_log_of_the_owner_has_the_creation_use_and_revocation_of_an_invitation()
    {
        var invitation = await _owner.InviteAsync();
        await _broker.GuestSignInAsync("alma", query: invitation.LoginQuery());
        await RevokeAsync(_owner, invitation);

        foreach (var kind in new[] { "invitation_created", "invitation_used", "invitation_revoked" })
            (await _broker.AuditEntriesAsync(_owner, $"?kind={kind}")).ShouldHaveSingleItem();
    }

    private static Dictionary<string, string?> Mode(string mode) => new() { ["Access:Registration"] = mode };

    private static string SecretOf(JsonElement invitation) => invitation.LoginQuery()["?invite=".Length..];

    private static async Task<JsonElement[]> InvitationsAsync(Browser owner) =>
        [.. (await owner.GetAsync("/users/invitations")).GetProperty("items").EnumerateArray()];

    private static async Task<HttpStatusCode> RevokeAsync(Browser owner, JsonElement invitation)
    {
        using var answer = await owner.SendAsync(HttpMethod.Delete, $"/users/invitations/{invitation.Word("id")}");
        return answer.StatusCode;
    }
}
