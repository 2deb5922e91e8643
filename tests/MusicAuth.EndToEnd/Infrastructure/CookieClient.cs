using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>A client with cookies, for tests that need a session but no browser.</summary>
public sealed class CookieClient : IDisposable
{
    private readonly CookieContainer _cookies;
    private readonly Uri _broker;
    private readonly Client _client;

    public CookieClient(Uri broker)
        : this(broker, new CookieContainer())
    {
    }

    private CookieClient(Uri broker, CookieContainer cookies)
    {
        (_broker, _cookies) = (broker, cookies);
        _client = new Client(broker, cookies);
    }

    /// <summary>The same session on separate connections, or on another broker.</summary>
    public CookieClient WithSameCookies(Uri? broker = null) => new(broker ?? _broker, _cookies);

    /// <summary>Signs in completely, and expects success.</summary>
    public async Task SignInAsync(string provider, string user, string? scope = null)
    {
        var query = scope is null ? "" : $"?scope={Uri.EscapeDataString(scope)}";
        var consent = await FollowAsync(new Uri($"/login/{provider}{query}", UriKind.Relative));
        var callback = await FollowAsync(new Uri($"{consent}&person={user}"));
        var end = (await FollowAsync(callback)).ToString();
        if (end == "/?link=1") await AcceptLinkAsync();
        else end.ShouldBe("/");
    }

    /// <summary>Signs in completely, through the address of this client.</summary>
    /// <returns>The address at which the sign-in ends.</returns>
    public async Task<string> TrySignInAsync(string provider, string user, string query = "")
    {
        var consent = await FollowAsync(new Uri($"/login/{provider}{query}", UriKind.Relative));
        var callback = await FollowAsync(new Uri($"{consent}&person={user}"));
        return (await FollowAsync(new Uri(callback.PathAndQuery, UriKind.Relative))).ToString();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Provider and state of each connection.</summary>
    public async Task<IReadOnlyList<string>> ConnectionsAsync() =>
    [
        .. (await GetAsync("/me/connections")).GetProperty("items").EnumerateArray()
            .Select(connection => $"{connection.GetProperty("provider")} {connection.GetProperty("state")}"),
    ];

    /// <summary>The status of one source, and the number of its playlists.</summary>
    public async Task<(string Status, int? Total)> PlaylistsAsync(string provider)
    {
        var page = await GetAsync($"/me/playlists?provider={provider}");
        var source = page.GetProperty("sources").EnumerateArray().ShouldHaveSingleItem();
        return (source.GetProperty("status").GetString()!, source.GetProperty("total").GetInt32());
    }

    /// <summary>Requests the list of one source, and accepts every response.</summary>
    public Task<Reply> ReadListAsync(string provider, string list = "playlists") =>
        SendAsync(HttpMethod.Get, $"/me/{list}?provider={provider}");

    /// <summary>The session cookie, as in the Cookie header.</summary>
    public string SessionCookie =>
        _cookies.GetAllCookies().Single(cookie => cookie.Name.StartsWith("musicauth_session", StringComparison.Ordinal))
            .ToString();

    /// <summary>A new API key.</summary>
    public async Task<string> NewKeyAsync(params string[] scopes) =>
        (await PostAsync("/me/keys", new { name = "Test", scopes })).GetProperty("key").GetString()!;

    /// <summary>Posts a body that the broker must accept.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Origin", _broker.GetLeftPart(UriPartial.Authority));
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonElement.Parse(text.Length > 0 ? text : "{}");
    }

    /// <summary>Deletes the user and all their data.</summary>
    public Task<Reply> DeleteAccountAsync() => SendAsync(HttpMethod.Delete, "/me");

    /// <summary>Requests the deletion of a connection, and accepts every response.</summary>
    public Task<Reply> DisconnectAsync(string provider) =>
        SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");

    /// <summary>One connection, as in the API.</summary>
    public async Task<(Guid Id, string State, string? Reason)> ConnectionAsync(string provider)
    {
        var found = (await GetAsync("/me/connections")).GetProperty("items").EnumerateArray()
            .Single(connection => connection.GetProperty("provider").GetString() == provider);
        return (found.GetProperty("id").GetGuid(), TextOf(found, "state")!, TextOf(found, "reason"));
    }

    public void Dispose() => _client.Dispose();

    private static string? TextOf(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task<Reply> SendAsync(HttpMethod method, string path)
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", _broker.GetLeftPart(UriPartial.Authority));
        try
        {
            using var response = await _client.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.NoContent) return new(204, "ok", Reason: null, watch.Elapsed);
            var body = await response.Content.ReadFromJsonAsync<JsonElement>();
            return response.StatusCode == HttpStatusCode.OK
                ? new(200, body.GetProperty("complete").GetBoolean() ? "ok" : "incomplete", Reason: null, watch.Elapsed)
                : new(
                    (int)response.StatusCode, TextOf(body, "code") ?? "no_problem", TextOf(body, "reason"),
                    watch.Elapsed);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(0, "gone", exception.Message, watch.Elapsed);
        }
    }

    // The page does the same when its user accepts the additional account.
    private async Task AcceptLinkAsync() => await PostAsync("/me/pending-link", new { accept = true });

    private async Task<Uri> FollowAsync(Uri address)
    {
        using var response = await _client.GetAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!;
    }

    private sealed class Client : HttpClient
    {
        public Client(Uri address, CookieContainer cookies)
            : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = cookies }) =>
            BaseAddress = address;
    }
}
