using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Guests;

/// <summary>With the allow list, a refused account makes a request, which the owner decides.</summary>
public abstract class AccessRequestTests(DatabaseKind storage) : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> ListMode = new() { ["Access:Registration"] = "AllowList" };

    private Broker _broker = null!;
    private Browser _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(ListMode, storage: storage);
        _owner = await _broker.OwnedByAsync("dora");
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_refused_account_makes_a_request_that_the_owner_sees()
    {
        (await _broker.GuestSignInAsync("alma")).ShouldBe(GuestTestExtensions.Asked);

        var request = (await _owner.RequestsAsync()).ShouldHaveSingleItem();
        request.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["id", "provider", "account_id", "display_name", "asked_at"]);
        request.Word("provider").ShouldBe("spotify");
        request.Word("account_id").ShouldNotBeNullOrEmpty();
        request.Word("display_name")!.ShouldBe("Alma", StringCompareShould.IgnoreCase);
        request.GetProperty("asked_at").GetDateTimeOffset()
            .ShouldBe(_broker.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
        _broker.Database.Count("users").ShouldBe(1);
        _broker.Database.Count("grants").ShouldBe(1);
    }

    [Fact]
    public async Task An_admitted_account_can_sign_in_and_link_only_admitted_accounts()
    {
        await _broker.GuestSignInAsync("alma");
        await _owner.AdmitAsync();

        using var alma = await _broker.SignedInAsync("alma", "spotify");
        (await _owner.RequestsAsync()).ShouldBeEmpty();
        var key = await alma.NewKeyAsync(["library:read"]);
        (await alma.TrySignInAsync("deezer", "person=alma"))
            .ShouldBe("/?error=registration_closed&provider=deezer&reason=asked_owner");
        await _owner.AdmitAsync();
        await alma.SignInAsync("deezer", "alma");

        await _broker.RestartAsync(ListMode);
        using var again = _broker.NewBrowser(alma);
        await again.GetAsync("/me");
        using var app = again.NewApp(key);
        (await app.AskAsync("/me/playlists?limit=1")).ShouldBe(200);
        (await _broker.GuestSignInAsync("alma", "deezer")).ShouldBe("/");
        _broker.Log.All.ShouldNotContain(entry => entry.Contains("Users without an account"));
    }

    [Fact]
    public async Task Of_several_concurrent_decisions_one_counts()
    {
        await _broker.GuestSignInAsync("alma");
        var request = (await _owner.RequestsAsync()).ShouldHaveSingleItem();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => _owner.PostAsync($"/users/requests/{request.Word("id")}", new { admit = number % 2 == 0 })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound).ShouldBe(7);
        (await _owner.RequestsAsync()).ShouldBeEmpty();
        var admitted = (await _broker.AuditEntriesAsync(_owner, "?kind=account_admitted")).Length;
        (await _broker.GuestSignInAsync("alma")).ShouldBe(admitted == 1 ? "/" : GuestTestExtensions.Asked);
    }

    [Fact]
    public async Task A_refused_account_cannot_sign_in_and_can_ask_again()
    {
        await _broker.GuestSignInAsync("alma");
        var request = (await _owner.RequestsAsync()).ShouldHaveSingleItem();

        await _owner.AnswerAsync(request, admit: false);

        (await _owner.RequestsAsync()).ShouldBeEmpty();
        await _owner.AnswerAsync(request, admit: true, HttpStatusCode.NotFound);
        (await _broker.GuestSignInAsync("alma")).ShouldBe(GuestTestExtensions.Asked);
        (await _owner.RequestsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_decision_applies_in_another_process_within_ten_seconds()
    {
        if (storage != DatabaseKind.Postgres)
            return;
        await using var replica = _broker.NewReplica(("Access:Registration", "AllowList"));
        (await replica.GuestSignInAsync("alma")).ShouldBe(GuestTestExtensions.Asked);
        await _owner.AdmitAsync();
        (await replica.GuestSignInAsync("alma")).ShouldBe("/");
        using var alma = await replica.SignedInAsync("alma", "spotify");
        using var app = alma.NewApp(await alma.NewKeyAsync(["library:read"]));
        (await app.AskAsync("/me/playlists?limit=1")).ShouldBe(200);

        _broker.Database.Execute("DELETE FROM guest_accounts");

        await alma.GetAsync("/me", HttpStatusCode.Unauthorized);
        _broker.Clock.Advance(TimeSpan.FromSeconds(10));
        (await app.AskAsync("/me/playlists?limit=1")).ShouldBe(401);
    }

    [Fact]
    public async Task Removing_the_user_removes_the_account_from_the_allow_list()
    {
        await _broker.GuestSignInAsync("alma");
        await _owner.AdmitAsync();
        using var alma = await _broker.SignedInAsync("alma", "spotify");

        using var removed = await _owner.SendAsync(HttpMethod.Delete, $"/users/{await alma.UserIdAsync()}");

        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _broker.Database.Count("guest_accounts").ShouldBe(0);
        (await _broker.GuestSignInAsync("alma")).ShouldBe(GuestTestExtensions.Asked);
        var entries = await _broker.AuditEntriesAsync(_owner, "?kind=account_admitted");
        entries.ShouldHaveSingleItem().Word("data").ShouldBeNull();
    }

    [Fact]
    public async Task Removing_the_user_removes_an_account_id_that_the_audit_log_shows_shortened()
    {
        await _broker.GuestSignInAsync("alma");
        await _owner.AdmitAsync();
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        var user = await alma.UserIdAsync();
        var account = new ProviderAccount("spotify", $"\u0007{new string('x', 150)}", null, null);
        (await _broker.Services.GetRequiredService<ScopedServices>().UseAsync<AccessRequestStore, bool>(
            requests => requests.AskAsync(account, address: null, CancellationToken.None))).ShouldBeTrue();
        _broker.Database.Execute(
            "UPDATE identities SET account_id = @account WHERE user_id = @user",
            ("@account", account.AccountId!), ("@user", user)).ShouldBe(1);
        _broker.Database.Count("activity WHERE data LIKE 'xxx%'").ShouldBe(1);

        using var removed = await _owner.SendAsync(HttpMethod.Delete, $"/users/{user}");

        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _broker.Database.Count("activity WHERE kind = 'AccessRequested'").ShouldBe(2);
        _broker.Database.Count("activity WHERE data LIKE 'xxx%'").ShouldBe(0);
    }

    [Fact]
    public async Task An_account_on_the_list_signs_in_and_its_request_ends()
    {
        await _broker.GuestSignInAsync("alma");
        var request = (await _owner.RequestsAsync()).ShouldHaveSingleItem();
        await _broker.RestartAsync(new Dictionary<string, string?>(ListMode)
        {
            ["Access:AllowedAccounts"] = $"spotify:{request.Word("account_id")}",
        });
        using var owner = _broker.NewBrowser(_owner);

        (await _broker.GuestSignInAsync("alma")).ShouldBe("/");

        (await owner.RequestsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Requests_wait_for_the_first_owner_and_the_request_of_that_owner_ends()
    {
        _broker.Database.Execute("DELETE FROM users");

        (await _broker.GuestSignInAsync("alma")).ShouldBe(GuestTestExtensions.Asked);
        (await _broker.GuestSignInAsync("cleo")).ShouldBe(GuestTestExtensions.Asked);
        using var cleo = await _broker.OwnedByAsync("cleo");

        (await cleo.RequestsAsync()).ShouldHaveSingleItem();
        await cleo.AdmitAsync();
        (await _broker.GuestSignInAsync("alma")).ShouldBe("/");
    }

    [Fact]
    public async Task Only_a_session_of_the_owner_lists_and_decides_requests()
    {
        await _broker.GuestSignInAsync("alma");
        await _owner.AdmitAsync();
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        await _broker.GuestSignInAsync("basil");
        var request = (await _owner.RequestsAsync()).ShouldHaveSingleItem();
        using var app = _owner.NewApp(await _owner.NewKeyAsync(["library:read"]));

        await alma.GetAsync("/users/requests", HttpStatusCode.Forbidden);
        await alma.AnswerAsync(request, admit: true, HttpStatusCode.Forbidden);
        (await app.AskAsync("/users/requests")).ShouldBe(403);
        using var fromOtherOrigin = await _owner.PostAsync(
            $"/users/requests/{request.Word("id")}", new { admit = true }, "http://evil.example");
        fromOtherOrigin.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var empty = await _owner.PostAsync($"/users/requests/{request.Word("id")}", new { });
        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await _owner.PostAsync("/users/requests/x", new { admit = true });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _owner.RequestsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_audit_log_of_the_owner_has_the_request_and_both_decisions()
    {
        await _broker.GuestSignInAsync("alma");
        await _owner.AdmitAsync();
        await _broker.GuestSignInAsync("basil");
        await _owner.AnswerAsync((await _owner.RequestsAsync())[0], admit: false);

        foreach (var (kind, count) in new[]
            { ("access_requested", 2), ("account_admitted", 1), ("account_refused", 1) })
        {
            var entries = await _broker.AuditEntriesAsync(_owner, $"?kind={kind}");
            entries.Length.ShouldBe(count);
            entries.ShouldAllBe(entry => entry.Word("provider") == "spotify" && entry.Word("data") != null);
        }
    }

    [Fact]
    public async Task In_the_other_modes_a_refused_account_makes_no_request()
    {
        await _broker.RestartAsync(new Dictionary<string, string?> { ["Access:Registration"] = "Owner" });

        (await _broker.GuestSignInAsync("alma")).ShouldEndWith("reason=owner_exists");

        _broker.Database.Count("guest_accounts").ShouldBe(0);
    }
}
