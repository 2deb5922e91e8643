using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Sessions;

/// <summary>Case f16: a browser sends several cookies of one name, in its own order.</summary>
public sealed class DuplicateCookieTests : IAsyncLifetime
{
    private const string Name = "musicauth_session";
    private static readonly string Stale = $"{Name}={new string('A', 43)}";

    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("{0}; {1}")]
    [InlineData("{1}; {0}")]
    [InlineData("{1};{1}; {0};x=y")]
    [InlineData("musicauth_session=; {0}; musicauth_session=%20; musicauth_session")]
    [InlineData("xmusicauth_session=1; {0}; musicauth_session2=1")]
    public async Task F16_the_valid_cookie_counts_in_any_order(string cookies)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        (await StatusAsync(string.Format(null, cookies, browser.CookieHeader, Stale))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task F16_stale_cookies_alone_get_401()
    {
        (await StatusAsync($"{Stale}; {Name}={new string('B', 43)}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task F16_of_two_valid_cookies_the_last_sign_in_counts_and_a_sign_out_ends_both()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        string[] orders = [$"{alma.CookieHeader}; {dora.CookieHeader}", $"{dora.CookieHeader}; {alma.CookieHeader}"];
        var doras = (await dora.GetAsync("/me")).GetProperty("user").ToString();

        foreach (var cookies in orders)
        {
            using var answer = await SendAsync(HttpMethod.Get, "/me", cookies);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(doras);
        }

        using var signOut = await SendAsync(HttpMethod.Post, "/logout", orders[0]);
        signOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(orders[1])).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F16_a_sign_in_succeeds_beside_a_stale_cookie_of_the_same_name(bool isFirst)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync("spotify"), "person=dora");
        var flow = browser.CookieHeader;
        var stale = $"{flow.Split('=')[0]}=stale";

        using var answer = await SendAsync(
            HttpMethod.Get, callback.PathAndQuery, isFirst ? $"{stale}; {flow}" : $"{flow}; {stale}");
        using var staleOnly = await SendAsync(HttpMethod.Get, callback.PathAndQuery, stale);

        answer.Headers.Location!.ToString().ShouldBe("/");
        staleOnly.Headers.Location!.ToString().ShouldEndWith("reason=state");
    }

    private async Task<HttpStatusCode> StatusAsync(string cookies)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/me", cookies);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string cookies)
    {
        using var browser = _broker.NewBrowser();
        using var client = browser.NewCookielessClient();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookies);
        request.Headers.Add("Origin", Broker.PublicUrl);
        return await client.SendAsync(request);
    }
}
