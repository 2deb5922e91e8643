using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MusicAuth.Benchmarks.Clients;

/// <summary>A browser with a session.</summary>
internal sealed class SignedInUser : IDisposable
{
    private readonly PlainClient _client;
    private readonly CookieContainer _cookies;

    private SignedInUser(Uri broker, CookieContainer? cookies = null) =>
        _client = new(broker, _cookies = cookies ?? new CookieContainer());

    /// <summary>The session cookie, for other clients of the same user.</summary>
    public string CookieHeader => string.Join("; ", _cookies.GetAllCookies().Select(cookie => cookie.ToString()));

    public static async Task<SignedInUser> SignInAsync(
        string user, ServerProcess broker, SandboxClient sandbox, params string[] providers)
    {
        var browser = new SignedInUser(broker.Address);
        foreach (var provider in providers)
        {
            var page = await browser._client.RedirectAsync(new Uri(broker.Address, $"/login/{provider}"));
            var end = await browser._client.RedirectAsync(await sandbox.ConsentAsync(page, user));
            if (end.ToString() == "/?link=1") await browser.AcceptLinkAsync();
            else if (end.ToString() != "/") throw new InvalidOperationException($"The sign-in ended at {end}.");
        }

        return browser;
    }

    /// <summary>The same session on another replica.</summary>
    public SignedInUser At(Uri broker) => new(broker, _cookies);

    public async Task<JsonElement> GetAsync(string path)
    {
        var body = await GetBytesAsync(path);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    public async Task<string> GetTextAsync(string path) => Encoding.UTF8.GetString(await GetBytesAsync(path));

    public async Task<byte[]> GetBytesAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    /// <summary>Creates an API key.</summary>
    public async Task<string> NewKeyAsync(params string[] scopes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/keys");
        request.Headers.Add("Origin", _client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Content = JsonContent.Create(new { name = "Dashboard", scopes });
        using var response = await _client.SendAsync(request);
        var created = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return created.GetProperty("key").GetString()!;
    }

    // The page does the same when its user accepts the additional account.
    private async Task AcceptLinkAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/pending-link");
        request.Headers.Add("Origin", _client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Content = JsonContent.Create(new { accept = true });
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}
