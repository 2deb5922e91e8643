using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Registration;

/// <summary>Two replicas behind a proxy that sends a browser to either.</summary>
public sealed class ReplicaRegistrationTests : IAsyncLifetime
{
    private const string ClosedTo = "/?error=registration_closed&provider=spotify&reason=";
    private Broker _broker = null!;
    private Broker _other = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:Registration"] = "Owner" }, storage: DatabaseKind.Postgres);
        _other = _broker.NewReplica(("Access:Registration", "Owner"));
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task The_owner_link_of_either_replica_works_at_both()
    {
        var first = await _broker.NewOwnerLinkAsync();
        var second = await _other.NewOwnerLinkAsync();

        (await FromElsewhereAsync(_other, "alma", "guessed")).ShouldBe(ClosedTo + "claim_used");
        (await FromElsewhereAsync(_other, "alma", first)).ShouldBe("/");

        // Both links are invalid now, at both replicas.
        (await FromElsewhereAsync(_broker, "dora", second)).ShouldBe(ClosedTo + "owner_exists");
        (await FromElsewhereAsync(_other, "dora", first)).ShouldBe(ClosedTo + "owner_exists");
        _broker.Database.Count("users").ShouldBe(1);
    }

    [Fact]
    public async Task An_owner_link_expires_after_an_hour_at_both_replicas()
    {
        var claim = await _broker.NewOwnerLinkAsync();

        _broker.Clock.Advance(TimeSpan.FromMinutes(61));

        (await FromElsewhereAsync(_other, "alma", claim)).ShouldBe(ClosedTo + "claim_used");
    }

    [Fact]
    public async Task Concurrent_first_sign_ins_at_two_replicas_make_one_owner()
    {
        string[] accounts = ["alma", "basil", "cleo", "dora"];

        var ends = await Task.WhenAll(accounts.Select(async (account, i) =>
        {
            using var browser = (i % 2 == 0 ? _broker : _other).NewBrowser();
            return await browser.TrySignInAsync("spotify", $"person={account}");
        }));

        ends.Count(end => end == "/").ShouldBe(1);
        ends.Count(end => end == ClosedTo + "owner_exists").ShouldBe(accounts.Length - 1);
    }

    [Fact]
    public async Task A_session_is_valid_at_both_replicas_and_ends_at_both()
    {
        using var browser = _broker.NewBrowser();
        await browser.SignInAsync("spotify", "dora");
        using var otherBrowser = _other.NewBrowser(browser);
        await otherBrowser.GetAsync("/me");

        using (await otherBrowser.SendAsync(HttpMethod.Post, "/logout"))
            await browser.GetAsync("/me", System.Net.HttpStatusCode.Unauthorized);
    }

    private static async Task<string> FromElsewhereAsync(Broker broker, string user, string claim)
    {
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");
        return await browser.TrySignInAsync("spotify", $"person={user}", $"?claim={claim}");
    }
}
