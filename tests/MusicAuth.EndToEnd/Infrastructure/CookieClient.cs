using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>Somebody with cookies and no window: for tests of processes, where the page is beside the point.</summary>
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

    /// <summary>The same session by connections of its own, at another broker if need be.</summary>
    public CookieClient WithSameCookies(Uri? broker = null) => new(broker ?? _broker, _cookies);

    /// <summary>A whole sign-in that must succeed.</summary>
    public async Task SignInAsync(string provider, string person, string? scope = null)
    {
        var more = scope is null ? "" : $"?scope={Uri.EscapeDataString(scope)}";
        var consent = await FollowAsync(new Uri($"/login/{provider}{more}", UriKind.Relative));
        var callback = await FollowAsync(new Uri($"{consent}&person={person}"));
        var end = (await FollowAsync(callback)).ToString();
        if (end == "/?link=1") await AcceptLinkAsync();
        else end.ShouldBe("/");
    }

    /// <summary>A whole sign-in by way of this visitor's own address, wherever it ends.</summary>
    public async Task<string> TrySignInAsync(string provider, string person, string query = "")
    {
        var consent = await FollowAsync(new Uri($"/login/{provider}{query}", UriKind.Relative));
        var callback = await FollowAsync(new Uri($"{consent}&person={person}"));
        return (await FollowAsync(new Uri(callback.PathAndQuery, UriKind.Relative))).ToString();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Provider and state of each connection.</summary>
    public async Task<IReadOnlyList<string>> ConnectionsAsync() =>
    [
        .. (await GetAsync("/me/connections")).GetProperty("items").EnumerateArray()
            .Select(connection => $"{connection.GetProperty("provider")} {connection.GetProperty("state")}"),
    ];

    /// <summary>How many playlists one source has, and how it is.</summary>
    public async Task<(string Status, int? Total)> PlaylistsAsync(string provider)
    {
        var page = await GetAsync($"/me/playlists?provider={provider}");
        var source = page.GetProperty("sources").EnumerateArray().ShouldHaveSingleItem();
        return (source.GetProperty("status").GetString()!, source.GetProperty("total").GetInt32());
    }

    /// <summary>Requests the list of one source, and accepts every response.</summary>
    public Task<Reply> ReadListAsync(string provider, string list = "playlists") =>
        SendAsync(HttpMethod.Get, $"/me/{list}?provider={provider}");

    /// <summary>The session's cookie as a request carries it.</summary>
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
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonElement.Parse(text.Length > 0 ? text : "{}");
    }

    /// <summary>Has themselves removed with all that is theirs.</summary>
    public Task<Reply> DeleteAccountAsync() => SendAsync(HttpMethod.Delete, "/me");

    /// <summary>Requests the deletion of a connection, and accepts every response.</summary>
    public Task<Reply> DisconnectAsync(string provider) =>
        SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");

    /// <summary>One connection as the API tells it.</summary>
    public async Task<(Guid Id, string State, string? Reason)> ConnectionAsync(string provider)
    {
        var found = (await GetAsync("/me/connections")).GetProperty("items").EnumerateArray()
            .Single(connection => connection.GetProperty("provider").GetString() == provider);
        return (found.GetProperty("id").GetGuid(), Word(found, "state")!, Word(found, "reason"));
    }

    public void Dispose() => _client.Dispose();

    private static string? Word(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task<Reply> SendAsync(HttpMethod method, string path)
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", _broker.GetLeftPart(UriPartial.Authority));
        try
        {
            using var answer = await _client.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.NoContent) return new(204, "ok", Reason: null, watch.Elapsed);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return answer.StatusCode == HttpStatusCode.OK
                ? new(200, body.GetProperty("complete").GetBoolean() ? "ok" : "incomplete", Reason: null, watch.Elapsed)
                : new((int)answer.StatusCode, Word(body, "code") ?? "no_problem", Word(body, "reason"), watch.Elapsed);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(0, "gone", exception.Message, watch.Elapsed);
        }
    }

    // As the page does when its user accepts the further account.
    private async Task AcceptLinkAsync() => await PostAsync("/me/pending-link", new { accept = true });

    private async Task<Uri> FollowAsync(Uri address)
    {
        using var answer = await _client.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private sealed class Client : HttpClient
    {
        public Client(Uri address, CookieContainer cookies)
            : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = cookies }) =>
            BaseAddress = address;
    }
}
