using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using MusicAuth.Sandbox;
using Shouldly;

namespace MusicAuth.Tests.Sandbox;

/// <summary>A sandbox for one test. Its clock stands still until the test advances it.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    public const string Redirect = "http://127.0.0.1:5080/callback/spotify";
    public const string DeezerRedirect = "http://127.0.0.1:5080/callback/deezer";
    public const string Verifier = "0123456789-0123456789_0123456789.0123456789~";
    public static readonly DateTimeOffset Start = new(2026, 8, 31, 12, 0, 0, TimeSpan.Zero);
    private readonly SandboxServer _server;

    private TestSandbox(SandboxServer server)
    {
        _server = server;
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
    }

    public HttpClient Http { get; }

    public SandboxClock Clock => _server.Clock;

    public static async Task<TestSandbox> StartAsync(SandboxOptions? options = null) =>
        new(await SandboxServer.StartAsync(options ?? new() { TimeProvider = new FakeTimeProvider(Start) }));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    public static string SpotifyAuthorize(params (string Name, string Value)[] changes) =>
        Url("/spotify/authorize", new()
        {
            ["client_id"] = "sandbox-spotify-client",
            ["response_type"] = "code",
            ["redirect_uri"] = Redirect,
            ["scope"] = "playlist-read-private user-library-read",
            ["state"] = "st a/te",
        }, changes);

    public static string DeezerAuthorize(params (string Name, string Value)[] changes) =>
        Url("/deezer/oauth/auth.php", new()
        {
            ["app_id"] = "123456",
            ["redirect_uri"] = DeezerRedirect,
            ["perms"] = "basic_access,offline_access",
        }, changes);

    public async Task<Dictionary<string, string>> RedirectedAsync(string url)
    {
        using var answer = await Http.GetAsync(new Uri(url, UriKind.Relative));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Found, await answer.Content.ReadAsStringAsync());
        return QueryHelpers.ParseQuery(answer.Headers.Location!.Query)
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }

    public async Task<string> CodeAsync(string user, params (string Name, string Value)[] changes) =>
        (await RedirectedAsync(SpotifyAuthorize([("person", user), .. changes])))["code"];

    public async Task<(int Status, JsonNode Body)> TokenAsync(
        string? basic, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/spotify/api/token");
        request.Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        if (basic is not null)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public Task<(int Status, JsonNode Body)> RedeemAsync(string code, params (string Name, string Value)[] more) =>
        TokenAsync("sandbox-spotify-client:sandbox-spotify-secret",
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), .. more]);

    public Task<(int Status, JsonNode Body)> RefreshAsync(string refreshToken) =>
        TokenAsync("sandbox-spotify-client:sandbox-spotify-secret",
            ("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    /// <summary>Returns the access and refresh token of a new consent at Spotify.</summary>
    public async Task<(string Access, string Refresh)> SignInAsync(
        string user, string scope = "playlist-read-private user-library-read")
    {
        var (_, body) = await RedeemAsync(await CodeAsync(user, ("scope", scope)));
        return ((string)body["access_token"]!, (string)body["refresh_token"]!);
    }

    public async Task<string> DeezerSignInAsync(string user, string perms = "basic_access,offline_access")
    {
        var code = (await RedirectedAsync(DeezerAuthorize(("person", user), ("perms", perms))))["code"];
        var body = await Http.GetStringAsync(DeezerTokenUrl(code));
        return QueryHelpers.ParseQuery(body)["access_token"].ToString();
    }

    public static string DeezerTokenUrl(string code, string more = "") =>
        $"/deezer/oauth/access_token.php?app_id=123456&secret=sandbox-deezer-secret&code={code}{more}";

    public async Task<HttpResponseMessage> SpotifyAsync(
        string token, string path, string method = "GET", string? json = null)
    {
        using var request = new HttpRequestMessage(new(method), "/spotify/v1" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    /// <summary>Status and body of a write; the body is null for an empty response.</summary>
    public async Task<(int Status, JsonNode? Body)> SpotifyWriteAsync(
        string token, string method, string path, string? json = null)
    {
        using var answer = await SpotifyAsync(token, path, method, json);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<JsonNode> SpotifyJsonAsync(string token, string path)
    {
        using var answer = await SpotifyAsync(token, path);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> DeezerAsync(string pathAndQuery) =>
        JsonNode.Parse(await Http.GetStringAsync("/deezer" + pathAndQuery))!;

    public async Task<JsonNode?> DeezerWriteAsync(string method, string pathAndQuery)
    {
        using var request = new HttpRequestMessage(new(method), "/deezer" + pathAndQuery);
        using var answer = await Http.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
    }

    public async Task FaultsAsync(string json) => await ControlAsync(HttpMethod.Put, "faults", json);

    public async Task<JsonNode?> ControlAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, "/_sandbox/" + path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public async Task<JsonNode> StatsAsync() => (await Http.GetFromJsonAsync<JsonNode>("/_sandbox/stats"))!;

    private static string Url(
        string path, Dictionary<string, string?> query, IEnumerable<(string Name, string Value)> changes)
    {
        foreach (var (name, value) in changes) query[name] = value.Length == 0 ? null : value;
        return QueryHelpers.AddQueryString(path, query.Where(pair => pair.Value is not null));
    }
}
