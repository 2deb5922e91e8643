using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>A browser with its cookies, and the steps of a sign-in.</summary>
public sealed class Browser(
    TestServer broker, Uri sandbox, BrokerLog log, Browser? like = null, string address = Broker.PublicUrl)
    : IDisposable
{
    /// <summary>The page at which a callback ends if its account is new to the signed-in user.</summary>
    public const string LinkQuestion = "/?link=1";

    private readonly CookieContainer _cookies = like?._cookies ?? new CookieContainer();
    private HttpClient? _client;
    private readonly HttpClient _outside = new OutsideClient(sandbox);

    public HttpClient Client => _client ??= new BrokerClient(broker, _cookies, address);

    public CookieCollection Cookies => _cookies.GetAllCookies();

    /// <summary>All cookies as the value of a request header.</summary>
    public string CookieHeader => string.Join("; ", Cookies.Select(cookie => cookie.ToString()));

    /// <summary>Another browser with a copy of all cookies, like that of a thief.</summary>
    public Browser NewWithCopiedCookies()
    {
        var thief = new Browser(broker, sandbox, log, like: null, address);
        thief._cookies.Add(Cookies);
        return thief;
    }

    /// <summary>A client that stores and sends no cookies.</summary>
    public HttpClient NewCookielessClient() => new CookielessClient(broker);

    /// <summary>Starts a sign-in, and returns the address of the provider's consent page.</summary>
    public async Task<Uri> StartSignInAsync(string provider, string query = "")
    {
        using var answer = await Client.GetAsync($"/login/{provider}{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    /// <summary>Chooses on the consent page, and returns the address to which the provider redirects.</summary>
    public async Task<Uri> ChooseConsentAsync(Uri consent, string choice)
    {
        using var answer = await _outside.GetAsync($"{consent}&{choice}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    /// <summary>Follows a callback, and returns the last address. A question about the account stays open.</summary>
    public async Task<string> FollowCallbackAsync(Uri callback)
    {
        using var answer = await Client.GetAsync(callback.PathAndQuery);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Signs in, and returns the last address. A question about the account stays open.</summary>
    public async Task<string> SignInUnansweredAsync(string provider, string user, string query = "") =>
        await SignInUnansweredByAsync(provider, $"person={user}", query);

    /// <summary>Signs in, and returns the last address. A question about the account is accepted.</summary>
    public async Task<string> TrySignInAsync(string provider, string choice, string query = "") =>
        await AcceptLinkAsync(await SignInUnansweredByAsync(provider, choice, query));

    private async Task<string> SignInUnansweredByAsync(string provider, string choice, string query) =>
        await FollowCallbackAsync(await ChooseConsentAsync(await StartSignInAsync(provider, query), choice));

    /// <summary>Accepts the question about the account, if the callback ended at the question.</summary>
    /// <returns>The address at which the page continues.</returns>
    public async Task<string> AcceptLinkAsync(string end)
    {
        if (!end.StartsWith(LinkQuestion, StringComparison.Ordinal))
            return end;
        using var answer = await AnswerLinkAsync(accept: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
        var query = QueryHelpers.ParseQuery(end[1..]);
        return query.TryGetValue("returnUrl", out var returnUrl) ? returnUrl.Single()! : "/";
    }

    /// <summary>Answers the question about the account.</summary>
    public Task<HttpResponseMessage> AnswerLinkAsync(bool accept) => PostAsync("/me/pending-link", new { accept });

    /// <summary>Signs in, and fails the test if the sign-in fails.</summary>
    public async Task SignInAsync(string provider, string user) =>
        (await TrySignInAsync(provider, $"person={user}")).ShouldBe("/", log.WarningsAndErrors);

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(path);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The codes of the items on the user's to-do list.</summary>
    public async Task<string[]> TodoCodesAsync() =>
    [
        .. (await GetAsync("/me/todo")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("code").GetString()!),
    ];

    /// <summary>Sends a request without a body, with the origin of the page.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? origin = Broker.PublicUrl)
    {
        using var request = new HttpRequestMessage(method, path);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await Client.SendAsync(request);
    }

    /// <summary>Posts JSON, with the origin of the page.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, object body, string? origin = Broker.PublicUrl)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await Client.SendAsync(request);
    }

    /// <summary>Puts JSON, with the origin of the page.</summary>
    public async Task<HttpResponseMessage> PutAsync(string path, object body, string? origin = Broker.PublicUrl)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await Client.SendAsync(request);
    }

    /// <summary>A new API key of this user.</summary>
    public async Task<string> NewKeyAsync(
        IEnumerable<string> scopes, IEnumerable<string>? providers = null, DateTimeOffset? expiresAt = null)
    {
        using var answer = await PostAsync("/me/keys", new
        {
            name = "Test",
            scopes,
            providers,
            expires_at = expiresAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    /// <summary>An app that uses a key.</summary>
    public HttpClient NewApp(string key)
    {
        var client = NewCookielessClient();
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        return client;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _outside.Dispose();
    }

    private sealed class BrokerClient : HttpClient
    {
        public BrokerClient(TestServer broker, CookieContainer cookies, string address)
            : base(new CheckedInApiHandler
            {
                InnerHandler = new CookieContainerHandler(cookies) { InnerHandler = broker.CreateHandler() },
            }) =>
            BaseAddress = new Uri(address);
    }

    private sealed class CookielessClient : HttpClient
    {
        public CookielessClient(TestServer broker)
            : base(new CheckedInApiHandler { InnerHandler = broker.CreateHandler() }) =>
            BaseAddress = new Uri(Broker.PublicUrl);
    }

    private sealed class OutsideClient : HttpClient
    {
        public OutsideClient(Uri sandbox)
            : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) => BaseAddress = sandbox;
    }
}
