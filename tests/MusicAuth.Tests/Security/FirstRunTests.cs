using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>docs/security.md T30: behind a proxy on the same host no stranger becomes the owner on first run.</summary>
public sealed class FirstRunTests
{
    private const string Music = "https://music.example";
    private const string Local = "http://127.0.0.1:5080";
    private const string ClaimRequired = "/?error=registration_closed&provider=spotify&reason=claim_required";

    [Theory]
    // nginx with proxy_pass alone, with Host, and with HTTP/1.0, which is its default before 1.29.7.
    [InlineData(Music, "127.0.0.1:5080", "", "")]
    [InlineData(Music, "localhost:5080", "", "")]
    [InlineData(Music, "music.example", "", "")]
    [InlineData(Local, "127.0.0.1:5080", ConnectionHeadersFilter.Protocol, "HTTP/1.0")]
    // The headers in which proxies and services name the client, the route or themselves.
    [InlineData(Music, "music.example", "X-Real-IP", "203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "X-Real-IP", "203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "x-real-ip", "127.0.0.1")]
    [InlineData(Local, "127.0.0.1:5080", "X-Forwarded-For", "203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "X-Forwarded-Proto", "http")]
    [InlineData(Local, "127.0.0.1:5080", "X-Forwarded-Server", "proxy")]
    [InlineData(Local, "127.0.0.1:5080", "X_Forwarded_For", "203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "X-Original-Host", "music.example")]
    [InlineData(Local, "127.0.0.1:5080", "X-Original-URL", "/")]
    [InlineData(Local, "127.0.0.1:5080", "Forwarded", "for=203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "Via", "1.1 proxy")]
    [InlineData(Local, "127.0.0.1:5080", "True-Client-IP", "203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "CF-Connecting-IP", "203.0.113.9")]
    [InlineData(Local, "127.0.0.1:5080", "CF-Ray", "8a1")]
    [InlineData(Local, "127.0.0.1:5080", "X-Client-IP", "203.0.113.9")]
    // A connection that is not plain http, and hosts that are not this machine.
    [InlineData(Local, "127.0.0.1:5080", ConnectionHeadersFilter.Scheme, "https")]
    [InlineData(Local, "music.example", "", "")]
    [InlineData(Local, "127.0.0.1.music.example", "", "")]
    [InlineData("https://localhost", "localhost", "", "")]
    [InlineData("https://127.0.0.1", "127.0.0.1", "", "")]
    public async Task T30_behind_a_proxy_on_this_machine_no_stranger_becomes_the_owner(
        string publicUrl, string host, string header, string value) =>
        (await FirstSignInAsync(
                publicUrl, "127.0.0.1", trusted: null, (ConnectionHeadersFilter.Host, host), (header, value)))
            .ShouldBe(ClaimRequired);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "")]
    [InlineData("127.0.0.1", "::1", "")]
    [InlineData("::1", "::1", "")]
    [InlineData("::1", "127.0.0.1", "")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", "")]
    [InlineData("127.0.0.1", "127.0.0.0/8", "")]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", "")]
    [InlineData("127.0.0.1", "::ffff:127.0.0.0/104", "")]
    [InlineData("127.0.0.1", "127.0.0.1", "203.0.113.9")]
    // The proxy says that the client is this machine.
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.2", "10.0.0.2", "127.0.0.1")]
    public async Task T30_behind_a_trusted_proxy_only_the_owner_link_makes_an_owner(
        string peer, string trusted, string forwarded)
    {
        foreach (var publicUrl in new[] { Local, Music })
            (await FirstSignInAsync(publicUrl, peer, trusted, ("X-Forwarded-For", forwarded))).ShouldBe(ClaimRequired);
    }

    [Theory]
    [InlineData(Local, "127.0.0.1", "127.0.0.1:5080", null)]
    [InlineData(Local, "127.0.0.2", "127.0.0.1:5080", null)]
    [InlineData(Local, "::ffff:127.0.0.1", "127.0.0.1:5080", null)]
    [InlineData(Local, "127.0.0.1", "127.0.0.1:5080", "10.0.0.2")]
    [InlineData("http://[::1]:5080", "::1", "[::1]:5080", null)]
    public async Task A_browser_on_this_machine_becomes_the_owner_with_the_first_sign_in(
        string publicUrl, string peer, string host, string? trusted) =>
        (await FirstSignInAsync(publicUrl, peer, trusted, (ConnectionHeadersFilter.Host, host))).ShouldBe("/");

    private static async Task<string> FirstSignInAsync(
        string publicUrl, string peer, string? trusted, params (string Name, string Value)[] headers)
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Access:Registration"] = "Owner",
            ["Web:PublicUrl"] = publicUrl,
            ["Web:TrustedProxies"] = trusted,
            ["Web:AllowedHosts"] = "music.example,127.0.0.1.music.example",
        });
        await broker.PutAsync("apps", new
        {
            spotify = new[]
            {
                new
                {
                    client_id = "sandbox-spotify-client",
                    client_secret = "sandbox-spotify-secret",
                    redirect_uris = new[] { $"{publicUrl}/callback/spotify" },
                },
            },
        });
        using var browser = broker.NewBrowser(address: publicUrl);
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, peer);
        // The browser speaks https to the proxy, and the proxy plain http to the broker.
        if (!headers.Any(header => header.Name == ConnectionHeadersFilter.Scheme))
            browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Scheme, "http");
        foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
            browser.Client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        return await browser.TrySignInAsync("spotify", "person=dora");
    }
}
