using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Settings;

public sealed class WebOptionsTests
{
    [Theory]
    [InlineData("Web:PublicUrl", "music.example")]
    [InlineData("Web:PublicUrl", "ftp://music.example")]
    [InlineData("Web:PublicUrl", "https://music.example/path")]
    [InlineData("Web:PublicUrl", "https://music.example/?a=b")]
    [InlineData("Web:PublicUrl", "https://music.example/#a")]
    [InlineData("Web:PublicUrl", "https://me:secret@music.example")]
    [InlineData("Web:PublicUrl", "http://0.0.0.0:8080")]
    [InlineData("Web:PublicUrl", "http://[::]:8080")]
    [InlineData("Web:PublicUrl", "http://+:8080")]
    [InlineData("Web:TrustedProxies:0", "*")]
    [InlineData("Web:TrustedProxies", "*")]
    [InlineData("Web:TrustedProxies", "10.0.0.2,0.0.0.0/0")]
    [InlineData("Web:TrustedProxies:0", "0.0.0.0/0")]
    [InlineData("Web:TrustedProxies:0", "0.0.0.0/1")]
    [InlineData("Web:TrustedProxies:0", "::/0")]
    [InlineData("Web:TrustedProxies:0", "0.0.0.0")]
    [InlineData("Web:TrustedProxies:0", "::")]
    // All IPv4 addresses, in the form that a socket for both protocols reports.
    [InlineData("Web:TrustedProxies:0", "::ffff:0:0/96")]
    [InlineData("Web:TrustedProxies:0", "::ffff:0:0/97")]
    [InlineData("Web:TrustedProxies:0", "::ffff:0.0.0.0")]
    [InlineData("Web:TrustedProxies:0", "::/8")]
    [InlineData("Web:TrustedProxies:0", "proxy")]
    [InlineData("Web:AllowedHosts:0", "*")]
    [InlineData("Web:AllowedHosts:0", "https://music.lan")]
    [InlineData("Web:AllowedHosts:0", "music.lan:8080")]
    [InlineData("Web:CorsOrigins:0", "*")]
    [InlineData("Web:CorsOrigins:0", "null")]
    [InlineData("Web:CorsOrigins:0", "dash.example")]
    [InlineData("Web:CorsOrigins:0", "https://dash.example/")]
    [InlineData("Web:CorsOrigins:0", "https://*.example")]
    [InlineData("Web:CorsOrigins:0", "https://user@dash.example")]
    [InlineData("Web:CorsOrigins", "ftp://dash.example")]
    [InlineData("ForwardedHeaders_Enabled", "true")]
    [InlineData("Urls", "http://127.0.0.1:0")]
    [InlineData("Urls", "http://unix:/run/musicauth.sock")]
    [InlineData("Urls", "nonsense")]
    public async Task A_bad_setting_refuses_the_start_with_a_remedy(string key, string value)
    {
        var failures = (await StartFailureOf(new() { [key] = value })).Failures.ToArray();

        failures.ShouldHaveSingleItem();
        failures[0].ShouldContain(key.StartsWith("Forwarded") ? "ASPNETCORE_FORWARDED" : key.TrimEnd(':', '0'));
        failures[0].ShouldMatch(@"\. (Write|Set|Remove) ");
        failures[0].ShouldNotContain("secret");
    }

    [Fact]
    public async Task All_bad_settings_are_reported_at_once()
    {
        var failure = await StartFailureOf(new()
        {
            ["Web:PublicUrl"] = "nonsense",
            ["Web:TrustedProxies"] = "*",
            ["Web:AllowedHosts"] = "*",
            ["ForwardedHeaders_Enabled"] = "true",
        });

        failure.Failures.Count().ShouldBe(4);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.18.0.0/16")]
    [InlineData("10.0.0.0/8")]
    [InlineData("fd00::/8")]
    [InlineData("::1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:172.18.0.0/112")]
    public async Task Private_addresses_are_accepted_as_proxies(string proxy)
    {
        await using var host = await WebTestHost.StartAsync(settings: new() { ["Web:TrustedProxies:0"] = proxy });

        host.Services.GetRequiredService<IOptions<WebOptions>>().Value.TrustedProxies.ShouldBe([proxy]);
    }

    [Fact]
    public async Task A_list_can_be_one_variable()
    {
        await using var host = await WebTestHost.StartAsync(
            settings: new() { ["Web:AllowedHosts"] = "music.lan, musicauth music.home" });

        host.Services.GetRequiredService<IOptions<WebOptions>>().Value.AllowedHosts
            .ShouldBe(["music.lan", "musicauth", "music.home"]);
    }

    [Theory]
    [InlineData(null, null, "http://127.0.0.1:5080")]
    [InlineData(null, "http://127.0.0.1:6000", "http://127.0.0.1:6000")]
    [InlineData(null, "http://+:8080", "http://127.0.0.1:8080")]
    [InlineData(null, "http://*:8080;https://*:8443", "http://127.0.0.1:8080")]
    [InlineData(null, "http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [InlineData(null, "http://[::]:8080", "http://127.0.0.1:8080")]
    [InlineData(null, "http://[::1]:8080/", "http://[::1]:8080")]
    [InlineData(null, "http://music.lan", "http://music.lan")]
    [InlineData("https://music.example", "http://+:8080", "https://music.example")]
    [InlineData("https://Music.Example:443/", null, "https://music.example")]
    [InlineData("http://music.example:8080", null, "http://music.example:8080")]
    [InlineData("https://bücher.example", null, "https://xn--bcher-kva.example")]
    public void The_public_address_is_the_configured_or_the_listening_address(
        string? publicUrl, string? urls, string origin)
    {
        var address = Address(publicUrl, urls);

        address.Origin.ShouldBe(origin);
        address.Absolute("/me?x=1").ShouldBe(origin + "/me?x=1");
        address.LoginUrl("spotify").ShouldBe(origin + "/login/spotify");
        address.Scheme.ShouldBe(origin.Split(':')[0]);
    }

    [Theory]
    [InlineData("http://192.168.1.5:8080", true)]
    [InlineData("http://music.lan", true)]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://localhost:8080", false)]
    [InlineData("https://music.example", false)]
    public void Plain_http_on_a_network_is_detected(string publicUrl, bool noticed) =>
        Address(publicUrl, null).IsPlainHttpBeyondLoopback.ShouldBe(noticed);

    [Fact]
    public void Only_paths_become_absolute_urls() =>
        Should.Throw<ArgumentException>(() => Address(null, null).Absolute("evil.example"));

    private static PublicAddress Address(string? publicUrl, string? urls) => new(
        Options.Create(new WebOptions { PublicUrl = publicUrl }),
        new ConfigurationBuilder().AddInMemoryCollection([new("Urls", urls)]).Build());

    private static Task<OptionsValidationException> StartFailureOf(Dictionary<string, string?> settings) =>
        Should.ThrowAsync<OptionsValidationException>(() => WebTestHost.StartAsync(settings: settings));
}
