using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

/// <summary>The sandbox and the broker that it starts share a clock, which a test advances by half a year.</summary>
public sealed class SharedClockTests : IDisposable
{
    private readonly TempFolder _data = new();

    [LongFact]
    public async Task The_days_left_of_a_consent_follow_the_clock_of_the_sandbox()
    {
        await using var demonstration = await Demonstration.StartAsync(_data.FullName);
        using var client = new CookieClient(demonstration.Broker);
        await client.SignInAsync("spotify", "dora");
        await client.SignInAsync("deezer", "dora");
        using var app = new App(demonstration.Broker, await client.NewKeyAsync("library:read", "connections:read"));
        (await app.SpotifyAsync()).GetProperty("days_left").GetInt32().ShouldBe(180);

        await AdvanceAsync(demonstration, days: 151);

        (await app.SpotifyAsync()).GetProperty("days_left").GetInt32().ShouldBe(29);
        (await app.SpotifyAsync()).GetProperty("reauthorize_soon").GetBoolean().ShouldBeTrue();
        (await app.StatusOfListAsync()).ShouldBe("ok");

        await AdvanceAsync(demonstration, days: 49);

        (await app.StatusOfListAsync()).ShouldNotBe("ok");
        await Eventually.IsTrueAsync(async () =>
            (await app.SpotifyAsync()).GetProperty("reason").GetString() == "consent_expired");
        (await app.SpotifyAsync()).GetProperty("days_left").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task The_broker_follows_the_clock_before_the_sandbox_responds_and_a_reset_moves_it_back()
    {
        await using var demonstration = await Demonstration.StartAsync(_data.FullName);
        using var client = new CookieClient(demonstration.Broker);
        await client.SignInAsync("spotify", "dora");
        using var app = new App(demonstration.Broker, await client.NewKeyAsync("library:read", "connections:read"));

        for (var day = 1; day <= 5; day++)
        {
            await AdvanceAsync(demonstration, days: 1);
            (await app.SpotifyAsync()).GetProperty("days_left").GetInt32().ShouldBe(180 - day);
        }

        using var reset = await demonstration.Sandbox.PostAsync(
            new Uri("/_sandbox/reset", UriKind.Relative), content: null);
        await Eventually.IsTrueAsync(async () =>
            (await app.SpotifyAsync()).GetProperty("days_left").GetInt32() == 180);
    }

    [Fact]
    public async Task The_sandbox_first_says_that_it_is_starting_and_last_prints_the_address_to_open()
    {
        await using var demonstration = await Demonstration.StartAsync(_data.FullName);

        demonstration.Process.Output[0].ShouldBe(
            "Simulated Spotify and Deezer, and MusicAuth, are starting. The address to open follows.");
        demonstration.Process.Output[^1].ShouldBe(
            $"Open {demonstration.Broker} and sign in as any of its users. Ctrl-C stops it.");
        demonstration.Process.Output.ShouldNotContain(line => line.Contains("Microsoft", StringComparison.Ordinal));
        demonstration.Process.Output.Count(line => line.StartsWith("Open ", StringComparison.Ordinal)).ShouldBe(1);
        demonstration.Process.Errors.ShouldBeEmpty();
    }

    public void Dispose() => _data.Dispose();

    private static async Task AdvanceAsync(Demonstration demonstration, int days)
    {
        using var response = await demonstration.Sandbox.PostAsJsonAsync(
            "/_sandbox/clock", new { advance_seconds = days * 86_400 });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>An app with a key, because the browser's session expires when the clock advances.</summary>
    private sealed class App : HttpClient
    {
        public App(Uri broker, string key)
            : base(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = broker;
            DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        public async Task<JsonElement> SpotifyAsync() =>
            (await this.GetFromJsonAsync<JsonElement>("/me/connections")).GetProperty("items").EnumerateArray()
            .Single(connection => connection.GetProperty("provider").GetString() == "spotify");

        public async Task<string> StatusOfListAsync()
        {
            using var response = await GetAsync(new Uri("/me/playlists?provider=spotify", UriKind.Relative));
            var body = await response.Content.ReadFromJsonAsync<JsonElement>();
            return body.TryGetProperty("sources", out var sources)
                ? sources[0].GetProperty("status").GetString()!
                : body.GetProperty("code").GetString()!;
        }
    }
}
