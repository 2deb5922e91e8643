using System.Net.Http.Json;
using System.Text.Json;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The strings behind the stage.</summary>
public sealed class SandboxControl : HttpClient
{
    public SandboxControl(Uri sandbox)
        : base(new SocketsHttpHandler { UseProxy = false }) => BaseAddress = sandbox;

    /// <summary>A person with twelve playlists and eighty favourites at each service.</summary>
    public Task MeetAsync(string name) => PutAsync("users", new { people = new[] { new { name } } });

    public Task RevokeAsync(string provider, string person) =>
        PutAsync("users", new { revoke = new { provider, person } });

    /// <summary>Replaces all faults. Deezer's quota is off: one world serves many tests at once.</summary>
    public Task FaultAsync(params object[] rules) =>
        PutAsync("faults", new { deezer_quota = false, rotation = true, rules });

    public async Task<ProviderCounts> StatsAsync(string provider)
    {
        var stats = await this.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        var counts = stats.GetProperty(provider);
        return new(counts.GetProperty("refreshes").GetInt32(), counts.GetProperty("reuse").GetInt32());
    }

    private async Task PutAsync(string what, object body)
    {
        using var answer = await this.PutAsJsonAsync($"/_sandbox/{what}", body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}

/// <param name="Refreshes">How often a refresh token was used.</param>
/// <param name="Reuse">How often one that had been replaced already.</param>
public sealed record ProviderCounts(int Refreshes, int Reuse);
