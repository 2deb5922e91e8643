using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class DeezerConsentTests
{
    [Fact]
    public async Task A_refusal_returns_user_denied_and_no_other_parameter()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var back = await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(("state", "mine"), ("refuse", "1")));
        back.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["error_reason"] = "user_denied" });
    }

    [Fact]
    public async Task A_state_inside_the_redirect_URI_is_returned_after_a_refusal_too()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var inside = ("redirect_uri", TestSandbox.DeezerRedirect + "?state=a%2Bb");
        (await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(inside, ("refuse", "1"))))["state"].ShouldBe("a+b");
        var back = await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(inside, ("person", "dora")));
        back.Keys.ShouldBe(["state", "code"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_state_parameter_is_returned_only_if_it_was_sent()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        (await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(("person", "dora")))).Keys.ShouldBe(["code"]);
        (await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(("person", "dora"), ("state", "s"))))["state"]
            .ShouldBe("s");
    }

    [Fact]
    public async Task The_standard_parameter_names_are_accepted_too()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var back = await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(("app_id", ""), ("perms", ""),
            ("client_id", "123456"), ("scope", "basic_access email"), ("response_type", "code"), ("person", "dora")));
        back.ShouldContainKey("code");
    }

    [Theory]
    [InlineData("https://evil.example/callback/deezer")]
    [InlineData("http://127.0.0.1.evil.example/")]
    [InlineData("/callback/deezer")]
    public async Task Only_the_domain_of_the_redirect_URI_is_compared(string redirect)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.GetAsync(
            new Uri(TestSandbox.DeezerAuthorize(("redirect_uri", redirect), ("person", "dora")), UriKind.Relative));
        answer.Headers.Location.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("You must specify a valid redirect URI");
        (await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(
            ("redirect_uri", "http://localhost:9/any/path?x=1"), ("person", "dora")))).Keys.ShouldContain("x");
    }

    [Theory]
    [InlineData("basic_access,offline_access", 0)]
    [InlineData("basic_access", 3600)]
    public async Task The_token_response_is_a_form_of_type_HTML_unless_JSON_is_requested(string perms, int expires)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        async Task<HttpResponseMessage> ExchangeAsync(string more) => await sandbox.Http.GetAsync(
            TestSandbox.DeezerTokenUrl((await sandbox.RedirectedAsync(
                TestSandbox.DeezerAuthorize(("person", "dora"), ("perms", perms))))["code"], more));
        using var form = await ExchangeAsync("");
        form.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await form.Content.ReadAsStringAsync()).ShouldMatch($"^access_token=fr\\w{{50}}&expires={expires}$");
        using var json = await ExchangeAsync("&output=json");
        var body = JsonNode.Parse(await json.Content.ReadAsStringAsync())!;
        body.AsObject().Select(member => member.Key).ShouldBe(["access_token", "expires"]);
        ((int)body["expires"]!).ShouldBe(expires);
    }

    [Fact]
    public async Task A_used_code_is_refused_as_wrong_code_with_status_200()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var code = (await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(("person", "dora"))))["code"];
        (await sandbox.Http.GetStringAsync(TestSandbox.DeezerTokenUrl(code))).ShouldStartWith("access_token=");
        using var again = await sandbox.Http.GetAsync(TestSandbox.DeezerTokenUrl(code, "&output=json"));
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await again.Content.ReadAsStringAsync()).ShouldBe("wrong code");
    }

    [Fact]
    public async Task A_wrong_secret_gets_no_token_and_POST_is_accepted_too()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var code = (await sandbox.RedirectedAsync(TestSandbox.DeezerAuthorize(("person", "dora"))))["code"];
        async Task<string> PostAsync(string secret)
        {
            using var form = new FormUrlEncodedContent(
                [new("app_id", "123456"), new("secret", secret), new("code", code)]);
            using var answer = await sandbox.Http.PostAsync("/deezer/oauth/access_token.php", form);
            return await answer.Content.ReadAsStringAsync();
        }

        (await PostAsync("wrong")).ShouldBe("wrong code");
        (await PostAsync("sandbox-deezer-secret")).ShouldStartWith("access_token=");
    }
}
