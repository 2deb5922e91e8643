using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>The files of deploy/proxies with the real programs: setup and first calls behind https.</summary>
public sealed class InstalledProxyTests
{
    private const string Site = $"https://{InstalledProxy.Host}";

    public static TheoryData<ProxyProgram> Programs =>
        [ProxyProgram.Caddy, ProxyProgram.Nginx, ProxyProgram.Traefik];

    [Theory]
    [MemberData(nameof(Programs), DisableDiscoveryEnumeration = true)]
    public async Task A_first_hour_behind_a_real_proxy(ProxyProgram program)
    {
        program.Require();
        await using var sandbox = await SandboxServer.StartAsync();
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Sandbox = sandbox,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Access:Registration"] = "Owner",
                ["Web:PublicUrl"] = Site,
                ["Web:TrustedProxies"] = "127.0.0.1",
            },
        });
        await RegisterAsync(sandbox);
        await using var proxy = await InstalledProxy.StartAsync(program, broker.Address);
        using var owner = new PublicClient(proxy);

        await PlainHttpLeadsToHttpsAsync(owner);
        await HeadersSurviveAsync(owner);
        await OwnerLinkAndCallbackAsync(broker, owner);
        var key = await NewKeyAsync(owner);
        await AddressOfTheClientAsync(owner, key);
        await LongResponseAsync(owner, key);
    }

    private static async Task PlainHttpLeadsToHttpsAsync(PublicClient owner)
    {
        using var response = await owner.GetAsync(new Uri($"http://{InstalledProxy.Host}/login?x=1"));

        ((int)response.StatusCode).ShouldBeOneOf(301, 302, 307, 308);
        response.Headers.Location!.ToString().ShouldBe($"{Site}/login?x=1");
    }

    private static async Task HeadersSurviveAsync(PublicClient owner)
    {
        using var response = await owner.GetAsync(new Uri("/", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var name in new[]
                 {
                     "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
                     "Referrer-Policy", "Cross-Origin-Opener-Policy",
                 })
            response.Headers.GetValues(name).ShouldHaveSingleItem();
        response.Headers.ETag.ShouldNotBeNull();
    }

    // The owner link has the public address. Without the link, a browser behind the proxy owns nothing.
    private static async Task OwnerLinkAndCallbackAsync(StandaloneBroker broker, PublicClient owner)
    {
        var link = new Uri((await broker.Process.WaitForLineAsync($"{Site}/login?claim=")).Trim());
        (await owner.SignInAsync("spotify", "dora"))
            .ShouldBe("/?error=registration_closed&provider=spotify&reason=claim_required");

        (await owner.SignInAsync("spotify", "dora", link.Query)).ShouldBe("/");

        var me = await owner.GetFromJsonAsync<JsonElement>("/me");
        me.GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
    }

    private static async Task<string> NewKeyAsync(PublicClient owner)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/keys")
        {
            Content = JsonContent.Create(new { name = "Dashboard", scopes = new[] { "spotify:read" } }),
        };
        request.Headers.Add("Origin", Site);
        using var response = await owner.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    // The audit log has the address of the client, and not the address in the header of the client.
    private static async Task AddressOfTheClientAsync(PublicClient owner, string key)
    {
        using var request = Read("/spotify/v1/me/playlists?limit=1", key);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await owner.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        List<string?> addresses = [];

        await Eventually.IsTrueAsync(async () =>
        {
            var log = await owner.GetFromJsonAsync<JsonElement>("/me/activity");
            addresses = [.. log.GetProperty("items").EnumerateArray()
                .Select(entry => entry.TryGetProperty("address", out var address) ? address.GetString() : null)];
            return addresses.Count > 0;
        });

        addresses.ShouldAllBe(address => address == PublicClient.OwnAddress);
    }

    private static async Task LongResponseAsync(PublicClient owner, string key)
    {
        const int bytes = 500_000;
        using var request = Read($"/spotify/v1/_large?bytes={bytes}&chunk_delay_ms=300", key);
        var watch = Stopwatch.StartNew();
        using var response = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[65_536];
        var total = await body.ReadAsync(buffer);
        var first = watch.Elapsed;
        while (await body.ReadAsync(buffer) is > 0 and var read) total += read;

        // The first part comes long before the last one.
        first.ShouldBeLessThan(watch.Elapsed / 2);
        total.ShouldBeGreaterThan(bytes / 2);
    }

    private static HttpRequestMessage Read(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static async Task RegisterAsync(SandboxServer sandbox)
    {
        using var control = new SandboxControl(sandbox.Address);
        using var response = await control.PutAsJsonAsync("/_sandbox/apps", new
        {
            spotify = new[]
            {
                new
                {
                    client_id = sandbox.BrokerSettings["Spotify:ClientId"],
                    client_secret = sandbox.BrokerSettings["Spotify:ClientSecret"],
                    redirect_uris = new[] { $"{Site}/callback/spotify" },
                },
            },
        });
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }
}
