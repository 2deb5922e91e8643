using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>Case f05: a host name in Unicode or in ASCII, in every setting that names a host.</summary>
public sealed class InternationalHostTests
{
    private const string Unicode = "m\u00fcnchen.example";
    private const string Punycode = "xn--mnchen-3ya.example";

    [Theory]
    [InlineData($"https://{Unicode}")]
    [InlineData($"https://{Punycode}")]
    [InlineData("https://M\u00dcNCHEN.example")]
    public async Task F05_a_public_URL_in_either_form_is_accepted_and_used_in_links(string publicUrl)
    {
        await using var broker = await StartAsync(("Web:PublicUrl", publicUrl));

        foreach (var host in new[] { Punycode, "XN--MNCHEN-3YA.example:443", Unicode })
        {
            foreach (var path in new[] { "/", "/providers", "/login/spotify", "/app.css" })
                (await StatusAsync(broker, host, path)).ShouldBeOneOf([200, 302], $"{host} {path}");
        }

        (await StatusAsync(broker, "xn--kln-sna.example", "/")).ShouldBe(400);
        (await StatusAsync(broker, "munchen.example", "/")).ShouldBe(400);
        (await StatusAsync(broker, "xn--", "/")).ShouldBe(400);
        (await StatusAsync(broker, "xn--\u00fc.example", "/")).ShouldBe(400);
        using var browser = broker.NewBrowser(address: $"https://{Punycode}");
        QueryHelpers.ParseQuery((await browser.StartSignInAsync("spotify")).Query)["redirect_uri"].ToString()
            .ShouldBe($"https://{Punycode}/callback/spotify");
    }

    [Theory]
    [InlineData(Unicode)]
    [InlineData(Punycode)]
    public async Task F05_further_hosts_are_accepted_in_either_form(string name)
    {
        await using var broker = await StartAsync(("Web:AllowedHosts", name));

        (await StatusAsync(broker, Punycode, "/")).ShouldBe(200);
        (await StatusAsync(broker, "xn--kln-sna.example", "/")).ShouldBe(400);
    }

    [Theory]
    [InlineData(Unicode)]
    [InlineData(Punycode)]
    public async Task F05_the_callback_at_a_provider_s_own_public_URL_redirects_to_PublicUrl(string name)
    {
        await using var broker = await StartAsync(("Spotify:PublicUrl", $"https://{name}:8443/"));
        using var browser = broker.NewBrowser();

        QueryHelpers.ParseQuery((await browser.StartSignInAsync("spotify")).Query)["redirect_uri"].ToString()
            .ShouldBe($"https://{Punycode}:8443/callback/spotify");

        var answer = await SendAsync(broker, $"{Punycode}:8443", "/callback/spotify?code=x&state=y");
        answer.Response.Headers.Location.ToString().ShouldBe($"{Broker.PublicUrl}/callback/spotify?code=x&state=y");
    }

    [Theory]
    [InlineData(Unicode)]
    [InlineData(Punycode)]
    public async Task F05_an_origin_in_either_form_can_read(string name)
    {
        await using var broker = await StartAsync(("Web:CorsOrigins", $"https://{name}"));

        var answer = await SendAsync(broker, "127.0.0.1:5080", "/providers", ("Origin", $"https://{Punycode}"));

        answer.Response.Headers.AccessControlAllowOrigin.ToString().ShouldBe($"https://{Punycode}");
    }

    [Theory]
    [InlineData($"https://{Punycode}", 204)]
    [InlineData("https://xn--kln-sna.example", 403)]
    public async Task F05_a_session_can_change_data_from_the_ASCII_origin_that_browsers_send(string origin, int status)
    {
        await using var broker = await StartAsync(
            ("Web:PublicUrl", $"https://{Unicode}"), ("Deezer:PublicUrl", "https://127.0.0.1"));
        using var browser = broker.NewBrowser(address: $"https://{Punycode}");
        await browser.SignInAsync("deezer", "dora");

        using var answer = await browser.SendAsync(HttpMethod.Post, "/logout", origin);

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task F05_the_endpoints_of_a_provider_are_sent_in_ASCII()
    {
        await using var broker = await StartAsync(
            ("Spotify:AuthorizationEndpoint", $"https://{Unicode}/authorize?a=b"));
        using var browser = broker.NewBrowser();

        (await browser.StartSignInAsync("spotify")).OriginalString
            .ShouldStartWith($"https://{Punycode}/authorize?a=b&");
    }

    [Theory]
    [InlineData("https://m\u00fcnchen.example", "https://xn--mnchen-3ya.example")]
    [InlineData("https://m\u00fcnchen.example/", "https://xn--mnchen-3ya.example/")]
    [InlineData("https://m\u00fcnchen.example:81/v1?x=y", "https://xn--mnchen-3ya.example:81/v1?x=y")]
    [InlineData("https://Example.org/V1", "https://Example.org/V1")]
    [InlineData("\u00fc", "\u00fc")]
    public void F05_only_the_host_of_a_URL_is_converted_to_ASCII(string url, string ascii) =>
        HostName.ToAsciiUrl(url).ShouldBe(ascii);

    private static Task<Broker> StartAsync(params (string Key, string Value)[] settings) => Broker.StartAsync(
        settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal));

    private static async Task<int> StatusAsync(Broker broker, string host, string path) =>
        (await SendAsync(broker, host, path)).Response.StatusCode;

    private static Task<HttpContext> SendAsync(
        Broker broker, string host, string path, params (string Name, string Value)[] headers) =>
        broker.SendAsync(context =>
        {
            context.Request.Method = "GET";
            context.Request.Path = path.Split('?')[0];
            context.Request.QueryString = new QueryString(path[path.Split('?')[0].Length..]);
            context.Request.Headers.Host = host;
            foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        });
}
