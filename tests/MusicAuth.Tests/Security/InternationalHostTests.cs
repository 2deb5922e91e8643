using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>Case f05: one name in two alphabets, in every setting that names a host.</summary>
public sealed class InternationalHostTests
{
    private const string Unicode = "m\u00fcnchen.example";
    private const string Punycode = "xn--mnchen-3ya.example";

    [Theory]
    [InlineData($"https://{Unicode}")]
    [InlineData($"https://{Punycode}")]
    [InlineData("https://M\u00dcNCHEN.example")]
    public async Task F05_a_public_url_in_either_form_is_answered_and_built_from(string publicUrl)
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
    public async Task F05_further_hosts_are_answered_in_either_form(string name)
    {
        await using var broker = await StartAsync(("Web:AllowedHosts", name));

        (await StatusAsync(broker, Punycode, "/")).ShouldBe(200);
        (await StatusAsync(broker, "xn--kln-sna.example", "/")).ShouldBe(400);
    }

    [Theory]
    [InlineData(Unicode)]
    [InlineData(Punycode)]
    public async Task F05_a_providers_own_address_leads_home(string name)
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
    public async Task F05_a_change_by_session_comes_from_the_origin_that_browsers_send(string origin, int status)
    {
        await using var broker = await StartAsync(
            ("Web:PublicUrl", $"https://{Unicode}"), ("Deezer:PublicUrl", "https://127.0.0.1"));
        using var browser = broker.NewBrowser(address: $"https://{Punycode}");
        await browser.SignInAsync("deezer", "dora");

        using var answer = await browser.SendAsync(HttpMethod.Post, "/logout", origin);

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task F05_a_providers_endpoints_travel_in_ascii()
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
    public void F05_a_url_keeps_all_but_the_alphabet_of_its_host(string url, string ascii) =>
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
