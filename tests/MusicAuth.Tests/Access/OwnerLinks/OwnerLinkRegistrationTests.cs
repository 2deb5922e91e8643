using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.OwnerLinks;

/// <summary>docs/security.md T28: how an instance gets its owner, in every registration mode.</summary>
public abstract class OwnerLinkRegistrationTests(DatabaseKind storage)
{
    [Theory]
    [InlineData("Open")]
    [InlineData("AllowList")]
    public async Task Where_other_accounts_can_register_only_the_owner_link_makes_an_owner(string mode)
    {
        await using var broker = await StartAsync(mode);
        using var dora = broker.NewBrowser();
        if (mode == "Open")
            await IsOwnerAfterAsync(broker, dora, "").ShouldBeAsync(false);

        await IsOwnerAfterAsync(broker, dora, $"?claim={await broker.NewOwnerLinkAsync()}").ShouldBeAsync(true);
    }

    [Fact]
    public async Task An_existing_user_becomes_the_owner_through_the_link()
    {
        await using var broker = await StartAsync("Open");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var claim = await broker.NewOwnerLinkAsync();

        (await dora.TrySignInAsync("spotify", "person=dora", $"?claim={claim}")).ShouldBe("/");

        (await IsOwnerAsync(dora)).ShouldBeTrue();
        (await IsOwnerAsync(alma)).ShouldBeFalse();
    }

    [Fact]
    public async Task After_its_use_an_owner_link_and_all_others_are_invalid()
    {
        await using var broker = await StartAsync("Open");
        var first = await broker.NewOwnerLinkAsync();
        var second = await broker.NewOwnerLinkAsync();
        using var dora = broker.NewBrowser();
        await IsOwnerAfterAsync(broker, dora, $"?claim={first}").ShouldBeAsync(true);

        foreach (var claim in new[] { first, second })
        {
            using var alma = broker.NewBrowser();
            (await alma.TrySignInAsync("spotify", "person=alma", $"?claim={claim}"))
                .ShouldBe("/?error=registration_closed&provider=spotify&reason=claim_used");
            (await IsOwnerAsync(alma)).ShouldBeFalse("the sign-in succeeds, but not as the owner");
        }

        (await IsOwnerAsync(dora)).ShouldBeTrue();
        broker.Database.Count("claim_links").ShouldBe(0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Concurrent_uses_of_the_owner_link_make_one_owner(int accounts)
    {
        await using var broker = await StartAsync("Owner");
        var claim = await broker.NewOwnerLinkAsync();
        string[] names = ["alma", "basil", "cleo", "dora"];

        var ends = await Task.WhenAll(names[..accounts].Select(async name =>
        {
            using var browser = broker.NewBrowser();
            browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");
            return await browser.TrySignInAsync("spotify", $"person={name}", $"?claim={claim}");
        }));

        ends.Count(end => end == "/").ShouldBe(1);
        ends.Count(end => end.EndsWith("owner_exists")).ShouldBe(accounts - 1);
    }

    [Fact]
    public async Task After_the_owner_deleted_their_account_an_owner_link_makes_a_new_owner()
    {
        await using var broker = await StartAsync("Owner");
        using var dora = await broker.SignedInAsync("dora", "spotify");
        using var deletion = await dora.SendAsync(HttpMethod.Delete, "/me");
        using var alma = broker.NewBrowser();
        alma.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");

        (await alma.TrySignInAsync("spotify", "person=alma")).ShouldEndWith("claim_required");
        (await alma.TrySignInAsync("spotify", "person=alma", $"?claim={await broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");

        (await IsOwnerAsync(alma)).ShouldBeTrue();
    }

    private Task<Broker> StartAsync(string mode) => Broker.StartAsync(
        new Dictionary<string, string?>
        {
            ["Access:Registration"] = mode,
            ["Access:AllowedAccounts:0"] = "spotify:somebody-else",
        },
        storage: storage);

    private static async Task<bool> IsOwnerAfterAsync(Broker broker, Browser browser, string query)
    {
        (await browser.TrySignInAsync("spotify", "person=dora", query)).ShouldBe("/");
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        return await IsOwnerAsync(browser);
    }

    private static async Task<bool> IsOwnerAsync(Browser browser) =>
        (await browser.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean();
}
