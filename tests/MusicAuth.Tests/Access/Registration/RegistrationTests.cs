using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Registration;

/// <summary>docs/security.md T28: the accounts that can register.</summary>
public abstract class RegistrationTests(DatabaseKind storage)
{
    private const string ClosedTo = "/?error=registration_closed&provider=spotify&reason=";

    [Fact]
    public async Task The_first_sign_in_from_this_machine_owns_the_instance_and_the_next_is_refused()
    {
        await using var broker = await StartAsync("Owner");
        using var owner = broker.NewBrowser();
        using var other = broker.NewBrowser();

        (await owner.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");
        (await other.TrySignInAsync("spotify", "person=alma")).ShouldBe(ClosedTo + "owner_exists");

        // The owner signs in again and connects the other service.
        using var later = broker.NewBrowser();
        (await later.TrySignInAsync("spotify", "person=dora")).ShouldBe("/");
        (await later.TrySignInAsync("deezer", "person=dora")).ShouldBe("/");
        broker.Database.Count("users").ShouldBe(1);
    }

    [Theory]
    [InlineData(ConnectionHeadersFilter.Header, "192.168.1.20")]
    [InlineData("X-Forwarded-For", "192.168.1.20")]
    [InlineData("Forwarded", "for=192.168.1.20")]
    public async Task From_another_machine_no_account_registers_without_the_owner_link(string header, string value)
    {
        await using var broker = await StartAsync("Owner");
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(header, value);

        (await browser.TrySignInAsync("spotify", "person=dora")).ShouldBe(ClosedTo + "claim_required");
        (await browser.TrySignInAsync("spotify", "person=dora", "?claim=guessed")).ShouldBe(ClosedTo + "claim_used");

        broker.Database.Count("users").ShouldBe(0);
    }

    [Fact]
    public async Task The_owner_link_makes_one_owner_within_an_hour()
    {
        await using var broker = await StartAsync("Owner");
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");

        var expired = await broker.NewOwnerLinkAsync();
        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        (await browser.TrySignInAsync("spotify", "person=dora", $"?claim={expired}")).ShouldBe(ClosedTo + "claim_used");

        var claim = await broker.NewOwnerLinkAsync();
        (await browser.TrySignInAsync("spotify", "person=dora", $"?claim={claim}")).ShouldBe("/");

        using var second = broker.NewBrowser();
        second.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");
        (await second.TrySignInAsync("spotify", "person=alma", $"?claim={claim}")).ShouldBe(ClosedTo + "owner_exists");
    }

    [Fact]
    public async Task Two_concurrent_first_sign_ins_make_one_owner()
    {
        await using var broker = await StartAsync("Owner");
        var accounts = new[] { "alma", "basil", "cleo", "dora" };

        var ends = await Task.WhenAll(accounts.Select(async account =>
        {
            using var browser = broker.NewBrowser();
            return await browser.TrySignInAsync("spotify", $"person={account}");
        }));

        ends.Count(end => end == "/").ShouldBe(1);
        ends.Count(end => end == ClosedTo + "owner_exists").ShouldBe(accounts.Length - 1);
    }

    [Fact]
    public async Task On_an_open_instance_every_account_can_register()
    {
        await using var broker = await StartAsync("Open");
        foreach (var account in new[] { "alma", "basil", "dora" })
        {
            using var browser = broker.NewBrowser();
            (await browser.TrySignInAsync("spotify", $"person={account}")).ShouldBe("/");
        }

        broker.Database.Count("users").ShouldBe(3);
    }

    [Fact]
    public async Task An_owner_link_stays_valid_after_a_restart_and_a_newer_link()
    {
        await using var broker = await StartAsync("Owner");
        var claim = await broker.NewOwnerLinkAsync();
        await broker.RestartAsync(new Dictionary<string, string?> { ["Access:Registration"] = "Owner" });
        await broker.NewOwnerLinkAsync();
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");

        (await browser.TrySignInAsync("spotify", "person=dora", $"?claim={claim}")).ShouldBe("/");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task Concurrent_first_sign_ins_of_one_account_create_one_user(int browsers)
    {
        await using var broker = await StartAsync("Open");

        var ends = await Task.WhenAll(Enumerable.Range(0, browsers).Select(async _ =>
        {
            using var browser = broker.NewBrowser();
            return await browser.TrySignInAsync("spotify", "person=dora");
        }));

        ends.ShouldAllBe(end => end == "/");
        (broker.Database.Count("users"), broker.Database.Count("grants"), broker.Database.Count("sessions"))
            .ShouldBe((1, 1, browsers));
    }

    [Fact]
    public async Task Of_two_users_who_link_one_account_concurrently_one_gets_the_account()
    {
        await using var broker = await StartAsync("Open");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        using var dora = await broker.SignedInAsync("dora", "spotify");

        (await Task.WhenAll(alma.SignInUnansweredAsync("deezer", "cleo"), dora.SignInUnansweredAsync("deezer", "cleo")))
            .ShouldAllBe(end => end == Browser.LinkQuestion);

        var answers = await Task.WhenAll(alma.AnswerLinkAsync(accept: true), dora.AnswerLinkAsync(accept: true));

        answers.Select(answer => (int)answer.StatusCode).ShouldBe([204, 409], ignoreOrder: true);
        broker.Database.Count("identities").ShouldBe(3);
    }

    private Task<Broker> StartAsync(string mode, params (string Key, string Value)[] more) => Broker.StartAsync(
        more.Append(("Access:Registration", mode))
            .ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2, StringComparer.Ordinal), storage: storage);
}
