using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>A client of the sandbox: its control endpoints, its consent page and its Spotify.</summary>
internal sealed class SandboxClient(Uri address) : IDisposable
{
    public const string SpotifyId = "sandbox-spotify-client";
    public const string SpotifySecret = "sandbox-spotify-secret";

    private const string RedirectUri = "http://127.0.0.1/callback/spotify";

    private readonly PlainClient _client = new(address);

    public async Task ControlAsync(string path, object body)
    {
        using var response = await _client.PutAsJsonAsync($"/_sandbox/{path}", body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Replaces the rules for faults; without rules there are none.</summary>
    public Task FaultAsync(params object[] rules) => ControlAsync("faults", new { rules });

    /// <summary>Advances the sandbox's clock by more than an hour, so that all access tokens expire.</summary>
    public Task ExpireAccessTokensAsync() => AdvanceAsync(TimeSpan.FromSeconds(3_601));

    /// <summary>Advances the sandbox's clock by whole seconds.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        using var response = await _client.PostAsJsonAsync(
            "/_sandbox/clock", new { advance_seconds = (int)time.TotalSeconds });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The numbers of Spotify's refreshes and of reused refresh tokens.</summary>
    public async Task<(int Refreshes, int Reuse)> RefreshesAsync()
    {
        var spotify = (await _client.GetFromJsonAsync<JsonElement>("/_sandbox/stats")).GetProperty("spotify");
        return (spotify.GetProperty("refreshes").GetInt32(), spotify.GetProperty("reuse").GetInt32());
    }

    /// <summary>The number of requests to Spotify since the start.</summary>
    public async Task<int> RequestsAsync()
    {
        var stats = await _client.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty("spotify").GetProperty("requests").EnumerateObject()
            .Sum(endpoint => endpoint.Value.GetInt32());
    }

    /// <summary>The highest number of concurrent calls to Spotify since the start.</summary>
    public async Task<int> MaxConcurrencyAsync()
    {
        var stats = await _client.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty("spotify").GetProperty("max_concurrency").GetInt32();
    }

    /// <summary>Chooses a user on a consent page.</summary>
    /// <returns>The address of the callback.</returns>
    public Task<Uri> ConsentAsync(Uri page, string user) => _client.RedirectAsync(new Uri($"{page}&person={user}"));

    /// <summary>Gets an access token without the broker.</summary>
    public async Task<string> TokenAsync(string user)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = SpotifyId,
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "playlist-read-private user-library-read",
        };
        var page = QueryHelpers.AddQueryString($"{address}spotify/authorize", query);
        var callback = await ConsentAsync(new Uri(page), user);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/spotify/api/token");
        request.Headers.Authorization = new(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{SpotifyId}:{SpotifySecret}")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = QueryHelpers.ParseQuery(callback.Query)["code"].ToString(),
            ["redirect_uri"] = RedirectUri,
        });
        using var response = await _client.SendAsync(request);
        var tokens = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return tokens.GetProperty("access_token").GetString()!;
    }

    public void Dispose() => _client.Dispose();
}
