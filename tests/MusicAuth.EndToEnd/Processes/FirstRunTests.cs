using Shouldly;

namespace MusicAuth.EndToEnd.Processes;

/// <summary>docs/security.md T30: a first run behind a real proxy on the same machine.</summary>
public sealed class FirstRunTests
{
    // Browsers use this host name, which is not the name of the machine.
    private const string Public = "music.localhost";

    private static readonly ProxyStyle[] Styles =
    [
        // HAProxy with its defaults sends the browser's Host and adds no header.
        new(Public, Header: null),
        // nginx with only proxy_pass, before and after version 1.29.7.
        new(Host: null, Header: null, MinorVersion: 0),
        new(Host: null, Header: null),
        new(Host: null, "X-Real-IP: 203.0.113.9", MinorVersion: 0),
        new(Public, "X-Real-IP: 203.0.113.9"),
        new(Public, "Via: 1.1 proxy"),
        new(Public, "X-Forwarded-For: 203.0.113.9"),
        new(Public, "Forwarded: for=203.0.113.9"),
    ];

    [LongFact]
    public async Task T30_a_stranger_behind_a_proxy_on_this_machine_does_not_own_the_instance()
    {
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            PublicName = Public,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" },
        });
        foreach (var style in Styles)
        {
            await using var proxy = new ReverseProxy(broker.Address, style);
            using var stranger = new CookieClient(proxy.Address);

            var end = await stranger.TrySignInAsync("deezer", "dora");

            end.ShouldBe("/?error=registration_closed&provider=deezer&reason=claim_required", style.ToString());
        }

        using var database = SqliteFile.Open(broker.Database, readOnly: true);
        SqliteFile.Scalar(database, "SELECT count(*) FROM users").ShouldBe(0L);
    }

    [LongFact]
    public async Task An_allow_list_without_accounts_starts_and_its_owner_lets_a_guest_in()
    {
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Access:Registration"] = "AllowList",
                ["Access:AllowedAccounts"] = "",
            },
        });
        var link = await broker.Process.WaitForLineAsync($"{broker.Address}login?claim=");
        using var owner = new CookieClient(broker.Address);
        using var guest = new CookieClient(broker.Address);

        (await owner.TrySignInAsync("deezer", "dora", new Uri(link.Trim()).Query)).ShouldBe("/");
        (await guest.TrySignInAsync("deezer", "alma"))
            .ShouldBe("/?error=registration_closed&provider=deezer&reason=asked_owner");

        (await owner.GetAsync("/users/requests")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [LongFact]
    public async Task A_browser_on_this_machine_owns_the_instance()
    {
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" },
        });
        using var owner = new CookieClient(broker.Address);

        (await owner.TrySignInAsync("deezer", "dora")).ShouldBe("/");

        (await owner.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
    }
}
