using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>SSRF: only allowed users reach the operator's network through a channel.</summary>
public sealed class PrivateTargetTests
{
    private static readonly string[] Schemes = ["http", "https"];

    public static IEnumerable<TheoryDataRow<string>> PrivateHosts() => new[]
    {
        "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001",
        "0177.0.0.1", "127.0.0.1.", "0", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "167772161",
        "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.1.", "0xc0a80001", "3232235521", "169.254.169.254",
        "169.254.0.1", "0xa9fea9fe", "100.64.0.1", "100.127.255.255", "192.0.0.1", "198.18.0.1", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[fe80::1]",
        "[fe80::1%25eth0]", "[febf::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456:789a::1]", "[ff02::1]",
        "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:c0a8:101::1]",
        "[2001::1]", "[::ffff:0:127.0.0.1]", "localhost", "LOCALHOST", "localhost.", "foo.localhost", "gotify",
        "nas.local", "nas.local.", "router.lan", "db.internal", "metadata.google.internal", "host.docker.internal",
        "printer.home.arpa", "①②⑦.⓪.⓪.①", "127。0。0。1", "private.example.org", "half.example.org",
    }.Select(host => new TheoryDataRow<string>(host));

    [Theory]
    [MemberData(nameof(PrivateHosts))]
    public async Task A_private_target_is_refused_when_a_channel_is_added_and_when_it_connects(string host)
    {
        var guard = NewGuard(PrivateTargets.Owner);

        foreach (var scheme in Schemes)
        {
            if (!Uri.TryCreate($"{scheme}://{host}/topic", UriKind.Absolute, out var target))
                continue;
            (await guard.FindObjectionAsync(target, isOwner: false, CancellationToken.None)).ShouldNotBeNull()
                .ShouldContain("Notices:AllowPrivateTargets");
            if (!char.IsAscii(host[0]))
                continue;
            // The HTTP client passes the host in this form to the connection.
            await Should.ThrowAsync<PrivateTargetException>(
                guard.ResolveAsync(target.IdnHost, allowPrivate: false, CancellationToken.None));
            (await guard.FindObjectionAsync(target, isOwner: true, CancellationToken.None)).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("public.example.org")]
    [InlineData("unknown.example.org")]
    [InlineData("93.184.215.14")]
    [InlineData("8.8.8.8")]
    [InlineData("11.0.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("[2606:4700::1111]")]
    [InlineData("[2002:808:808::1]")]
    [InlineData("[64:ff9b::8.8.8.8]")]
    [InlineData("local.example.org")]
    public async Task A_public_target_is_allowed(string host) =>
        (await NewGuard(PrivateTargets.Nobody).FindObjectionAsync(
            new Uri($"https://{host}/topic"), isOwner: false, CancellationToken.None)).ShouldBeNull();

    [Theory]
    [InlineData("Owner", true, true)]
    [InlineData("Owner", false, false)]
    [InlineData("Everybody", false, true)]
    [InlineData("Nobody", true, false)]
    public void The_setting_determines_the_users_with_private_targets(string setting, bool isOwner, bool isAllowed) =>
        NewGuard(Enum.Parse<PrivateTargets>(setting)).AllowsPrivate(isOwner).ShouldBe(isAllowed);

    [Fact]
    public async Task A_user_is_refused_and_the_owner_is_not()
    {
        await using var hook = await StubServer.StartAsync();
        await using var broker = await Broker.StartAsync();
        using var owner = broker.NewBrowser();
        var claim = await broker.NewOwnerLinkAsync();
        await owner.TrySignInAsync("spotify", "person=dora", $"?claim={claim}");
        using var alma = await broker.SignedInAsync("alma", "spotify");

        var refused = await alma.RefusedChannelAsync(new { kind = "webhook", target = hook.Address });

        refused.ShouldBe("invalid_parameter: target leads to a private network, which this server does not allow for "
            + "your channels. Its operator can change Notices:AllowPrivateTargets.");
        var channel = await owner.AddChannelAsync("webhook", hook.Address);
        (await owner.TestChannelAsync(channel)).Ok.ShouldBeTrue();
        hook.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Every_spelling_of_a_private_target_is_400_for_every_kind_of_channel()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:CallerRequestsPerMinute"] = "0" },
            services: services => services.AddSingleton<IHostResolver>(NewResolver()));
        using var alma = await broker.SignedInAsync("alma", "spotify");

        foreach (var host in PrivateHosts().Select(row => row.Data))
        {
            foreach (var kind in new[] { "webhook", "ntfy", "gotify" })
            {
                var target = $"http://{host}/topic";
                var refused = await alma.RefusedChannelAsync(new { kind, target, secret = "token" });
                refused.ShouldStartWith(Uri.TryCreate(target, UriKind.Absolute, out _)
                    ? "invalid_parameter: target leads to a private network"
                    : "invalid_parameter: target must be the address of");
            }
        }

        (await alma.ListChannelsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_private_address_after_its_check_reaches_nothing()
    {
        await using var hook = await StubServer.StartAsync();
        var resolver = new StubResolver().Add("rebind.example.org", "93.184.215.14")
            .Add("rebind.example.org", "127.0.0.1");
        await using var broker = await Broker.StartAsync(services: services =>
            services.AddSingleton<IHostResolver>(resolver));
        using var alma = await broker.SignedInAsync("alma", "spotify");
        var port = new Uri(hook.Address).Port;
        var channel = await alma.AddChannelAsync("webhook", $"http://rebind.example.org:{port}/");

        var (ok, detail) = await alma.TestChannelAsync(channel);

        ok.ShouldBeFalse();
        detail.ShouldStartWith("The target leads to a private network");
        hook.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_checked()
    {
        await using var hook = await StubServer.StartAsync();
        var resolver = new StubResolver().Add("hook.example.org", "127.0.0.1").Add("hook.example.org", "127.0.0.99");
        await using var broker = await Broker.StartAsync(
            ChannelsOf.PrivateTargets, services: services => services.AddSingleton<IHostResolver>(resolver));
        using var alma = await broker.SignedInAsync("alma", "spotify");
        var channel = await alma.AddChannelAsync("webhook", $"http://hook.example.org:{new Uri(hook.Address).Port}/");

        (await alma.TestChannelAsync(channel)).ShouldBe((true, "The target has taken the test notice."));

        resolver.Calls.ShouldBe(1);
        hook.Received.ShouldHaveSingleItem().Header("Host").ShouldStartWith("hook.example.org");
    }

    private static TargetGuard NewGuard(PrivateTargets allowed) => new(
        Options.Create(new NoticesOptions { AllowPrivateTargets = allowed }), NewResolver());

    private static StubResolver NewResolver() => new StubResolver()
        .Add("public.example.org", "93.184.215.14").Add("local.example.org", "93.184.215.14")
        .Add("private.example.org", "10.1.2.3").Add("half.example.org", "93.184.215.14", "10.1.2.3");
}
