using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn;

/// <summary>Case f06: two instances on one host, one browser. Cookies ignore the port (RFC 6265, 8.5).</summary>
public sealed class TwoInstancesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5081")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1")]
    [InlineData("https://127.0.0.1", "https://127.0.0.1:8443")]
    [InlineData("https://127.0.0.1:5080", "http://127.0.0.1:5080")]
    public async Task F06_both_instances_stay_signed_in_and_a_sign_out_of_one_leaves_the_other(string one, string two)
    {
        await using var first = await StartAsync(one);
        await using var second = await StartAsync(two);
        using var here = first.NewBrowser(address: one);
        using var there = second.NewBrowser(like: here, address: two);

        await here.SignInAsync("deezer", "dora");
        await there.SignInAsync("deezer", "alma");

        await here.GetAsync("/me");
        await there.GetAsync("/me");
        using var signOut = await there.SendAsync(HttpMethod.Post, "/logout", two);
        signOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await here.GetAsync("/me");
        await there.GetAsync("/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task F06_both_instances_can_have_concurrent_flows()
    {
        await using var first = await StartAsync("http://127.0.0.1:5080");
        await using var second = await StartAsync("http://127.0.0.1:5081");
        using var here = first.NewBrowser();
        using var there = second.NewBrowser(like: here, address: "http://127.0.0.1:5081");

        var one = await here.ChooseConsentAsync(await here.StartSignInAsync("spotify"), "person=dora");
        var two = await there.ChooseConsentAsync(await there.StartSignInAsync("spotify"), "person=alma");

        (await there.FollowCallbackAsync(two)).ShouldBe("/");
        (await here.FollowCallbackAsync(one)).ShouldBe("/");
        await here.GetAsync("/me");
        await there.GetAsync("/me");
    }

    [Fact]
    public async Task F06_a_session_cookie_without_the_port_stays_valid_and_can_be_ended()
    {
        const string Address = "http://127.0.0.1:5081";
        await using var broker = await StartAsync(Address);
        using var browser = broker.NewBrowser(address: Address);
        await browser.SignInAsync("deezer", "dora");
        var cookie = browser.CookieHeader;
        cookie.ShouldStartWith("musicauth_session_5081=");
        var before = cookie.Replace("_5081", "", StringComparison.Ordinal);

        (await StatusAsync(browser, HttpMethod.Get, "/me", before)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(browser, HttpMethod.Post, "/logout", before)).ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(browser, HttpMethod.Get, "/me", before)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Task<Broker> StartAsync(string publicUrl) =>
        Broker.StartAsync(new Dictionary<string, string?> { ["Web:PublicUrl"] = publicUrl });

    private static async Task<HttpStatusCode> StatusAsync(
        Browser browser, HttpMethod method, string path, string cookies)
    {
        using var client = browser.NewCookielessClient();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookies);
        request.Headers.Add("Origin", "http://127.0.0.1:5081");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
