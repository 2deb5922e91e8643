using System.Net.Http.Json;
using System.Text.Json;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The strings behind the stage.</summary>
public sealed class SandboxControl : HttpClient
{
    private const int GraceSeconds = 10;

    public SandboxControl(Uri sandbox)
        : base(new SocketsHttpHandler { UseProxy = false }) => BaseAddress = sandbox;

    /// <summary>What Spotify does with refresh tokens, from the next <see cref="FaultAsync"/> on.</summary>
    public Rotation Rotation { get; set; } = Rotation.Strict;

    /// <summary>A person with twelve playlists and eighty favourites at each service.</summary>
    public Task AddUserAsync(string name) => PutAsync("users", new { people = new[] { new { name } } });

    public Task RevokeAsync(string provider, string person) =>
        PutAsync("users", new { revoke = new { provider, person } });

    /// <summary>Replaces all faults. Deezer's quota is off: one world serves many tests at once.</summary>
    public Task FaultAsync(params object[] rules) => PutAsync("faults", new
    {
        deezer_quota = false,
        rotation = Rotation is not Rotation.Off,
        rotation_grace_seconds = Rotation is Rotation.WithGrace ? GraceSeconds : 0,
        rules,
    });

    /// <summary>Ages every access token beyond its hour, so that the provider answers each with 401.</summary>
    public async Task ExpireAsync()
    {
        using var answer = await this.PostAsJsonAsync("/_sandbox/clock", new { advance_seconds = 3601 });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Refuses the next access token that asks for playlists.</summary>
    public Task RefuseOnceAsync() =>
        FaultAsync(new { kind = "unauthorized", provider = "spotify", path = "/me/playlists", times = 1 });

    /// <summary>The newest consent of each person at Spotify.</summary>
    public async Task<IReadOnlyDictionary<string, ConsentCounts>> ConsentsAsync()
    {
        var books = await this.GetFromJsonAsync<JsonElement>("/_sandbox/consents");
        Dictionary<string, ConsentCounts> newest = new(StringComparer.Ordinal);
        foreach (var consent in books.GetProperty("spotify").EnumerateArray())
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

    /// <summary>How often a code was exchanged for tokens.</summary>
    public Task<int> TokenExchangesAsync(string provider) => StatisticAsync(provider, "token_exchanges");

    /// <summary>The number of responses that a fault of the kind latency holds back now.</summary>
    public Task<int> HeldResponsesAsync(string provider) => StatisticAsync(provider, "held_responses");

    private async Task<int> StatisticAsync(string provider, string name)
    {
        var stats = await this.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        return stats.GetProperty(provider).GetProperty(name).GetInt32();
    }

    private async Task PutAsync(string what, object body)
    {
        using var answer = await this.PutAsJsonAsync($"/_sandbox/{what}", body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
