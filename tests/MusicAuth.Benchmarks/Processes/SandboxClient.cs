using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>The sandbox: its control, its consent page, and its Spotify without the broker.</summary>
internal sealed class SandboxClient(Uri address) : IDisposable
{
    public const string SpotifyId = "sandbox-spotify-client";
    public const string SpotifySecret = "sandbox-spotify-secret";

    private const string RedirectUri = "http://127.0.0.1/callback/spotify";

    private readonly PlainClient _client = new(address);

    public async Task ControlAsync(string what, object body)
    {
        using var answer = await _client.PutAsJsonAsync($"/_sandbox/{what}", body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the provider does wrong from now on; nothing without rules.</summary>
    public Task FaultAsync(params object[] rules) => ControlAsync("faults", new { rules });

    /// <summary>An hour and a second go by at the provider: it takes no access token of before.</summary>
    public async Task ExpireAccessTokensAsync()
    {
        using var answer = await _client.PostAsJsonAsync("/_sandbox/clock", new { advance_seconds = 3_601 });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Refreshes of Spotify's tokens, and replaced ones that came back all the same.</summary>
    public async Task<(int Refreshes, int Reuse)> RefreshesAsync()
    {
        var spotify = (await _client.GetFromJsonAsync<JsonElement>("/_sandbox/stats")).GetProperty("spotify");
        return (spotify.GetProperty("refreshes").GetInt32(), spotify.GetProperty("reuse").GetInt32());
    }

    /// <summary>All requests that Spotify had since the start.</summary>
    public async Task<int> RequestsAsync()
    {
        var stats = await _client.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty("spotify").GetProperty("requests").EnumerateObject()
            .Sum(endpoint => endpoint.Value.GetInt32());
    }

    /// <summary>The most calls to Spotify that were under way at once since the start.</summary>
    public async Task<int> MaxConcurrencyAsync()
    {
        var stats = await _client.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty("spotify").GetProperty("max_concurrency").GetInt32();
    }

    /// <summary>Chooses a person on a consent page.</summary>
    /// <returns>The callback.</returns>
    public Task<Uri> ConsentAsync(Uri page, string person) => _client.RedirectAsync(new Uri($"{page}&person={person}"));

    /// <summary>An access token of one's own, by the same code flow.</summary>
    public async Task<string> TokenAsync(string person)
    {
        var asked = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = SpotifyId,
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "playlist-read-private user-library-read",
        };
        var page = QueryHelpers.AddQueryString($"{address}spotify/authorize", asked);
        var callback = await ConsentAsync(new Uri(page), person);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/spotify/api/token");
        request.Headers.Authorization = new(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{SpotifyId}:{SpotifySecret}")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = QueryHelpers.ParseQuery(callback.Query)["code"].ToString(),
            ["redirect_uri"] = RedirectUri,
        });
        using var answer = await _client.SendAsync(request);
        var tokens = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return tokens.GetProperty("access_token").GetString()!;
    }

    public void Dispose() => _client.Dispose();
}
