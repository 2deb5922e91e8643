using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.OwnerLinks;

/// <summary>docs/security.md T28, T31: the account that signs in through the owner link owns the instance.</summary>
public abstract class OwnerLinkTests(DatabaseKind storage)
{
    private const string Elsewhere = "192.168.1.20";

    [Theory]
    [InlineData("Owner")]
    [InlineData("AllowList")]
    [InlineData("Open")]
    public async Task An_unknown_account_owns_the_instance_and_the_former_owner_does_not(string registration)
    {
        await using var broker = await StartAsync(registration);
        using var dora = await OwnedByAsync(broker, "dora");

        using var alma = await SignedInThroughLinkAsync(broker, "alma", await NewLinkAsync(broker));

        (await IsOwnerAsync(alma)).ShouldBeTrue();
        broker.Database.Count("users WHERE is_owner").ShouldBe(1);
        if (registration == "AllowList")
            await dora.GetAsync("/me", HttpStatusCode.Unauthorized);
        else
            (await IsOwnerAsync(dora)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_known_account_owns_the_instance()
    {
        await using var broker = await StartAsync("Open");
        using var dora = await OwnedByAsync(broker, "dora");
        using var alma = await broker.SignedInAsync("alma", "spotify");

        using var again = await SignedInThroughLinkAsync(broker, "alma", await NewLinkAsync(broker));

        (await IsOwnerAsync(again)).ShouldBeTrue();
        (await IsOwnerAsync(alma)).ShouldBeTrue();
        (await IsOwnerAsync(dora)).ShouldBeFalse();
        broker.Database.Count("users").ShouldBe(2);
    }

    [Fact]
    public async Task The_owner_who_signs_in_through_the_link_stays_the_owner()
    {
        await using var broker = await StartAsync("Owner");
        using var dora = await OwnedByAsync(broker, "dora");

        using var again = await SignedInThroughLinkAsync(broker, "dora", await NewLinkAsync(broker));

        (await IsOwnerAsync(again)).ShouldBeTrue();
        broker.Database.Count("claim_links").ShouldBe(0);
        (await again.AuditEntriesAsync("?kind=ownership_claimed")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_owner_link_works_once_and_invalidates_older_ones()
    {
        await using var broker = await StartAsync("Owner");
        var printedAtStart = await broker.NewOwnerLinkAsync();
        var first = await NewLinkAsync(broker);
        var second = await NewLinkAsync(broker);

        foreach (var invalid in new[] { printedAtStart, first })
            (await TryAsync(broker, "alma", invalid)).ShouldEndWith("reason=claim_used");
        (await TryAsync(broker, "dora", second)).ShouldBe("/");
        (await TryAsync(broker, "alma", second)).ShouldEndWith("reason=owner_exists");

        broker.Database.Count("users").ShouldBe(1);
    }

    [Fact]
    public async Task The_owner_link_expires_after_an_hour()
    {
        await using var broker = await StartAsync("Owner");
        using var dora = await OwnedByAsync(broker, "dora");
        var link = await NewLinkAsync(broker);

        broker.Clock.Advance(TimeSpan.FromMinutes(61));

        (await TryAsync(broker, "alma", link)).ShouldEndWith("reason=owner_exists");
        (await IsOwnerAsync(dora)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_owner_who_signs_in_through_an_expired_link_gets_no_message()
    {
        await using var broker = await StartAsync("Open");
        using var dora = await OwnedByAsync(broker, "dora");
        var link = await NewLinkAsync(broker);

        broker.Clock.Advance(TimeSpan.FromMinutes(61));

        (await TryAsync(broker, "dora", link)).ShouldBe("/");
        (await TryAsync(broker, "alma", link)).ShouldEndWith("reason=claim_used");
    }

    [Fact]
    public async Task The_owner_link_applies_to_the_account_and_not_to_the_session_of_the_browser()
    {
        await using var broker = await StartAsync("Open");
        using var dora = await OwnedByAsync(broker, "dora");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        using var shared = await broker.SignedInAsync("basil", "spotify");

        (await shared.TrySignInAsync("spotify", "person=alma", $"?claim={await NewLinkAsync(broker)}")).ShouldBe("/");

        (await shared.UserIdAsync()).ShouldBe(await alma.UserIdAsync());
        (await IsOwnerAsync(shared)).ShouldBeTrue();
        (await shared.IdentityProvidersAsync()).ShouldBe(["spotify"]);
    }

    [Fact]
    public async Task An_owner_without_a_usable_account_signs_in_through_the_owner_link()
    {
        await using var broker = await StartAsync("Owner");
        using var dora = await OwnedByAsync(broker, "dora");
        (await TryAsync(broker, "cleo", claim: "")).ShouldEndWith("reason=owner_exists");

        using var cleo = await SignedInThroughLinkAsync(broker, "cleo", await NewLinkAsync(broker));

        (await cleo.GetAsync("/users")).GetProperty("items").GetArrayLength().ShouldBe(2);
        await dora.GetAsync("/users", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_audit_logs_of_both_owners_record_the_change_of_ownership()
    {
        await using var broker = await StartAsync("Open");
        using var dora = await OwnedByAsync(broker, "dora");

        using var alma = await SignedInThroughLinkAsync(broker, "alma", await NewLinkAsync(broker));

        (await alma.AuditEntriesAsync("?kind=ownership_claimed")).ShouldHaveSingleItem();
        var ended = (await dora.AuditEntriesAsync("?kind=ownership_ended")).ShouldHaveSingleItem();
        ended.Word("address").ShouldBe("192.168.1.0/24");
    }

    [Fact]
    public async Task A_key_of_the_former_owner_cannot_read_metrics()
    {
        await using var broker = await StartAsync("Open");
        using var dora = await OwnedByAsync(broker, "dora");
        using var app = dora.NewApp(await dora.NewKeyAsync(["metrics:read", "library:read"]));
        (await app.AskAsync("/metrics")).ShouldBe(200);

        using var alma = await SignedInThroughLinkAsync(broker, "alma", await NewLinkAsync(broker));

        (await app.AskAsync("/metrics")).ShouldBe(403);
        (await app.AskAsync("/me/playlists?limit=1")).ShouldBe(200);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Concurrent_uses_of_the_owner_link_make_one_owner(int accounts)
    {
        await using var broker = await StartAsync("Open");
        using var dora = await OwnedByAsync(broker, "dora");
        var link = await NewLinkAsync(broker);
        string[] names = ["alma", "basil", "cleo", "dora"];

        await Task.WhenAll(names[..accounts].Select(name => TryAsync(broker, name, link)));

        broker.Database.Count("users WHERE is_owner").ShouldBe(1);
        broker.Database.Count("activity WHERE kind = 'OwnershipClaimed'").ShouldBeInRange(1, 2);
        broker.Database.Count("claim_links").ShouldBe(0);
    }

    [Fact]
    public async Task T28_a_start_prints_no_link_where_the_instance_has_an_owner()
    {
        await using var broker = await StartAsync("Owner");
        await using var scope = broker.Services.CreateAsyncScope();
        var links = scope.ServiceProvider.GetRequiredService<OwnerLinkStore>();
        (await links.IssueForFirstOwnerAsync(CancellationToken.None)).ShouldNotBeNull();
        using var dora = await OwnedByAsync(broker, "dora");
        broker.Database.Count("claim_links").ShouldBe(0);

        (await links.IssueForFirstOwnerAsync(CancellationToken.None)).ShouldBeNull();

        broker.Database.Count("claim_links").ShouldBe(0);
    }

    private Task<Broker> StartAsync(string registration) => Broker.StartAsync(
        new Dictionary<string, string?>
        {
            ["Access:Registration"] = registration,
            ["Access:AllowedAccounts:0"] = "spotify:somebody-else",
        },
        storage: storage);

    private static Task<Browser> OwnedByAsync(Broker broker, string user) => SignedInAsync(broker, user, null);

    private static async Task<Browser> SignedInThroughLinkAsync(Broker broker, string user, string link) =>
        await SignedInAsync(broker, user, link);

    private static async Task<Browser> SignedInAsync(Broker broker, string user, string? link)
    {
        var browser = broker.NewBrowser();
        if (link is not null)
            browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, Elsewhere);
        var secret = link ?? await broker.NewOwnerLinkAsync();
        (await browser.TrySignInAsync("spotify", $"person={user}", $"?claim={secret}"))
            .ShouldBe("/");
        (await IsOwnerAsync(browser)).ShouldBeTrue();
        return browser;
    }

    private static async Task<string> TryAsync(Broker broker, string user, string claim)
    {
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, Elsewhere);
        return await browser.TrySignInAsync("spotify", $"person={user}", claim.Length == 0 ? "" : $"?claim={claim}");
    }

    // Like the command, which makes a link while the broker runs.
    private static async Task<string> NewLinkAsync(Broker broker)
    {
        await using var scope = broker.Services.CreateAsyncScope();
        var links = scope.ServiceProvider.GetRequiredService<OwnerLinkStore>();
        return (await links.ReplaceAllAsync(CancellationToken.None)).Reveal();
    }

    private static async Task<bool> IsOwnerAsync(Browser browser) =>
        (await browser.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean();
}
