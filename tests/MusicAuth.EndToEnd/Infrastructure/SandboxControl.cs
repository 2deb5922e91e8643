using System.Net.Http.Json;
using System.Text.Json;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>Controls the sandbox, and reads its statistics.</summary>
public sealed class SandboxControl : HttpClient
{
    private const int GraceSeconds = 10;

    public SandboxControl(Uri sandbox)
        : base(new SocketsHttpHandler { UseProxy = false }) => BaseAddress = sandbox;

    /// <summary>The way in which Spotify rotates refresh tokens, from the next <see cref="FaultAsync"/> on.</summary>
    public Rotation Rotation { get; set; } = Rotation.Strict;

    /// <summary>Adds a user with twelve playlists and eighty favourites on each service.</summary>
    public Task AddUserAsync(string name) => PutAsync("users", new { people = new[] { new { name } } });

    public Task RevokeAsync(string provider, string user) =>
        PutAsync("users", new { revoke = new { provider, person = user } });

    /// <summary>Replaces all faults. Deezer's quota is off, because many tests share one sandbox.</summary>
    public Task FaultAsync(params object[] rules) => PutAsync("faults", new
    {
        deezer_quota = false,
        rotation = Rotation is not Rotation.Off,
        rotation_grace_seconds = Rotation is Rotation.WithGrace ? GraceSeconds : 0,
        rules,
    });

    /// <summary>Advances the clock by more than an hour, so that all access tokens expire.</summary>
    public async Task ExpireAsync()
    {
        using var response = await this.PostAsJsonAsync("/_sandbox/clock", new { advance_seconds = 3601 });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Refuses the access token of the next request for playlists.</summary>
    public Task RefuseOnceAsync() =>
        FaultAsync(new { kind = "unauthorized", provider = "spotify", path = "/me/playlists", times = 1 });

    /// <summary>The newest consent of each user on Spotify.</summary>
    public async Task<IReadOnlyDictionary<string, ConsentCounts>> ConsentsAsync()
    {
        var consents = await this.GetFromJsonAsync<JsonElement>("/_sandbox/consents");
        Dictionary<string, ConsentCounts> newest = new(StringComparer.Ordinal);
        foreach (var consent in consents.GetProperty("spotify").EnumerateArray())
        {
            newest[consent.GetProperty("person").GetString()!] = new(
                consent.GetProperty("refreshes").GetInt32(), consent.GetProperty("rotations").GetInt32(),
                consent.GetProperty("reuse").GetInt32(), consent.GetProperty("revoked").GetBoolean());
        }

        return newest;
    }

    public async Task<ProviderCounts> StatsAsync(string provider)
    {
        var stats = await this.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        var counts = stats.GetProperty(provider);
        return new(counts.GetProperty("refreshes").GetInt32(), counts.GetProperty("reuse").GetInt32());
    }

    /// <summary>The number of exchanges of a code for tokens.</summary>
    public Task<int> TokenExchangesAsync(string provider) => StatisticAsync(provider, "token_exchanges");

    /// <summary>The number of responses that a fault of the kind latency holds back now.</summary>
    public Task<int> HeldResponsesAsync(string provider) => StatisticAsync(provider, "held_responses");

    private async Task<int> StatisticAsync(string provider, string name)
    {
        var stats = await this.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty(provider).GetProperty(name).GetInt32();
    }

    private async Task PutAsync(string path, object body)
    {
        using var response = await this.PutAsJsonAsync($"/_sandbox/{path}", body);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }
}
