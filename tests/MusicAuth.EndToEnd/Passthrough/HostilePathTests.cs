using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Passthrough;

/// <summary>T15, T16: every address leads below the provider's API, or MusicAuth refuses it.</summary>
public sealed class HostilePathTests(PassthroughFixture passthrough) : IClassFixture<PassthroughFixture>
{
    // {0} is a listener that no request may reach.
    private static readonly string[] Hostile =
    [
        "/spotify/v1/../me", "/spotify/v1/..", "/spotify/v1/.", "/spotify/v1/./me", "/spotify/v1/a/../../../me",
        "/spotify/v1/a/../../../../etc/passwd", "/spotify/v1/me/..;/x", "/spotify/v1/..;/", "/spotify/v1//me",
        "/spotify/v1//{0}/x", "/spotify/v1///{0}/x", "/spotify//v1/me", "//spotify/v1/me", "///spotify/v1/me",
        "/./spotify/v1/me", "/x/../spotify/v1/me", "/spotify/v1/%2e%2e/me", "/spotify/v1/%2E%2E/%2e%2e/me",
        "/spotify/v1/.%2e/me", "/spotify/v1/%2e./me", "/spotify/v1/%2e/me", "/spotify/v1/..%2fme",
        "/spotify/v1/a%2f..%2fb", "/spotify/v1/a%2Fb", "/spotify/v1/%2f%2f{0}", "/spotify/v1/..%5cme",
        "/spotify/v1/a\\..\\b", "/spotify/v1/\\{0}", "/spotify/v1/\\\\{0}\\x", "/spotify/v1/%5c%5c{0}",
        "/spotify/v1/%252e%252e/me", "/spotify/v1/%25%32%65", "/spotify/v1/%252f", "/spotify/v1/%255c",
        "/spotify/v1/%u002e%u002e", "/spotify/v1/%c0%ae%c0%ae/me%2f", "/spotify/v1/@{0}/x", "/spotify/v1/x@{0}",
        "/spotify/v1/%2540{0}", "/spotify/v1/a%40%2fb", "/spotify/v1/%23%5c", "/spotify/v1/%3a%2e%2e",
        "/spotify/v1/:444/x", "/spotify/v1/x:y@{0}", "/spotify/v1/http:%2f%2f{0}",
        "/spotify/v1/http://{0}/x", "/spotify/v1/;x=y", "/spotify/v1/a;b/me", "/spotify/v1/%00",
        "/spotify/v1/me%00.json", "/spotify/v1/%0d%0aX-Evil:1", "/spotify/v1/%0a", "/spotify/v1/%09",
        "/spotify/v1/%7f", "/spotify/v1/me%20%2e%2e", "/spotify/v1/%", "/spotify/v1/%4", "/spotify/v1/%zz",
        "/spotify/v1/me%3faccess_token=x", "/spotify/v1/me%3fx", "/spotify/v1/me#x", "/spotify/v1/%26%25a",
        "/spotify/v1/<x>", "/spotify/v1/{{x}}", "/spotify/v1/a|b", "/spotify/v1/a^b", "/spotify/v1/a`b",
        "/spotify/v1/\"x\"", "/Spotify/V1/me", "/%73potify/v1/me", "/spotify%2fv1/me", "/spotify/%76%31/me",
        "http://{0}/spotify/v1/me", "https://{0}/spotify/v1/me", "http://127.0.0.1/spotify/v1/../x",
        "/deezer/../spotify/v1/me", "/deezer//user/me", "/deezer/..", "/deezer/oauth%2faccess_token.php",
        "/deezer/user%2fme", "/deezer/user/me/%2e%2e", "/deezer/\\x", "/deezer/@{0}",
        "/deezer/user/me?access_token=x", "/deezer/user/me?request_method=delete",
        "/deezer/user/me?output=jsonp&callback=x", "/deezer/user/me?app_id=1&secret=2",
        "/deezer/user/me?access%5ftoken=x", "/deezer/user/me?access.token=x", "/deezer/user/me?a=1&&Access_Token[]=x",
        "/app/spotify/v1/../../me", "/app/../spotify/v1/me", "/app/spotify/v1/%2e%2e/me", "/app//spotify/v1/search",
        "/app/deezer/..%2f..%2fx", "/app/deezer/search?access_token=x", "/spotify/v1/me?x=\u0001",
        "/spotify/v1/me?x=ä", "/spotify/v1/%ff", "/spotify/v1/%c3", "/deezer/%ed%a0%80", "/deezer/search?q=%ff",
        "/spotify/v1/search?q=%c0%af&type=track", "/deezer/oauth/access_token.php", "/deezer/OAuth/auth.php",
        "/deezer/%6fauth/access_token.php", "/app/deezer/oauth/access_token.php", "/deezer/oauth",
    ];

    [Fact]
    public async Task No_hostile_address_reaches_a_provider_by_any_method()
    {
        Hostile.Length.ShouldBeGreaterThanOrEqualTo(60);
        var before = await UpstreamRequestsAsync();

        var forbidden = passthrough.Forbidden.LocalEndpoint.ToString();
        foreach (var target in Hostile.Select(target => target.Replace("{0}", forbidden)))
        {
            foreach (var method in (string[])["GET", "PUT"])
            {
                var response = await RawExchange.SendAsync(passthrough.Broker.Address, Request(method, target));
                response.ShouldNotBeNull(target);
                // 404 is for addresses outside the passthrough, 405 for writes to the catalogue.
                RawExchange.StatusOf(response).ShouldBeOneOf([400, 404, 405], $"{method} {target}\n{response}");
            }
        }

        (await UpstreamRequestsAsync()).ShouldBe(before);
        passthrough.Forbidden.Pending().ShouldBeFalse("a request reached the listener");
    }

    [Theory]
    [InlineData("/spotify/v1/me")]
    [InlineData("/spotify/v1/me/playlists?limit=3&offset=0")]
    [InlineData("/spotify/v1/search?q=a%20b%26c&type=track&limit=2")]
    [InlineData("/deezer/user/me/")]
    [InlineData("/deezer/search?q=caf%C3%A9")]
    [InlineData("/app/deezer/search?q=x")]
    public async Task A_valid_address_reaches_the_provider(string target)
    {
        var before = await UpstreamRequestsAsync();

        var response = await RawExchange.SendAsync(passthrough.Broker.Address, Request("GET", target));

        RawExchange.StatusOf(response!).ShouldBe(200, response);
        (await UpstreamRequestsAsync()).ShouldBeGreaterThan(before);
    }

    [Theory]
    [InlineData("/spotify/v1/users/anna%40home")]
    [InlineData("/spotify/v1/users/%23anna%3A%3B%26")]
    [InlineData("/deezer/user/anna%40home")]
    [InlineData("/app/deezer/artist/%23x")]
    public async Task F11_an_escaped_id_reaches_the_provider(string target)
    {
        var before = await UpstreamRequestsAsync();

        var response = await RawExchange.SendAsync(passthrough.Broker.Address, Request("GET", target));

        RawExchange.StatusOf(response!).ShouldNotBe(400, response);
        (await UpstreamRequestsAsync()).ShouldBe(before + 1);
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/providers")]
    [InlineData("/spotify/v1/me")]
    [InlineData("/me/playlists")]
    public async Task F10_HEAD_has_the_status_of_GET_and_no_body(string target)
    {
        var head = await RawExchange.SendAsync(passthrough.Broker.Address, Request("HEAD", target));
        var get = await RawExchange.SendAsync(passthrough.Broker.Address, Request("GET", target));

        RawExchange.StatusOf(head!).ShouldBe(RawExchange.StatusOf(get!));
        head!.Split("\r\n\r\n", 2)[1].ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10 * 1024 * 1024 + 1, 413)]
    [InlineData(2 * 1024 * 1024, 404)]
    public async Task A_body_of_up_to_ten_megabytes_passes_and_a_longer_one_is_refused(int length, int status)
    {
        var head = $"POST /spotify/v1/nothing HTTP/1.1\r\nHost: {passthrough.Broker.Address.Authority}\r\n"
            + $"Authorization: Bearer {passthrough.Key}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {length}\r\n"
            + "Connection: close\r\n\r\n";

        var response = await RawExchange.SendAsync(
            passthrough.Broker.Address, [.. Encoding.ASCII.GetBytes(head), .. new byte[length]]);

        RawExchange.StatusOf(response!).ShouldBe(status, response![..Math.Min(400, response!.Length)]);
    }

    private byte[] Request(string method, string target) => Encoding.UTF8.GetBytes(
        $"{method} {target} HTTP/1.1\r\nHost: {passthrough.Broker.Address.Authority}\r\n"
        + $"Authorization: Bearer {passthrough.Key}\r\n"
        + "Content-Length: 0\r\nConnection: close\r\n\r\n");

    private async Task<int> UpstreamRequestsAsync()
    {
        var stats = await passthrough.Broker.Control.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty("spotify").GetProperty("total_requests").GetInt32()
            + stats.GetProperty("deezer").GetProperty("total_requests").GetInt32();
    }
}
