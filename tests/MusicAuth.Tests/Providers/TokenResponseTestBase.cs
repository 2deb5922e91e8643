using System.Text.Json;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>A sandbox with configurable members of its token responses.</summary>
public abstract class TokenResponseTestBase : IAsyncLifetime
{
    protected const string OnePlaylist = "/me/playlists?limit=1";
    protected static readonly TimeSpan InTheMargin = TimeSpan.FromMinutes(57);

    protected Broker Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Broker = await Broker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <param name="members">A JSON object whose members replace those of the response.</param>
    /// <param name="form">Whether Deezer responds with a form instead of JSON.</param>
    /// <param name="providers">Both providers if empty.</param>
    protected Task SetTokenResponseAsync(string members, bool form = false, params string[] providers) =>
        Broker.PutAsync("faults", new
        {
            // With rotation, a response that the broker rejects would still invalidate the old refresh token.
            rotation = false,
            deezer_form_answer = form,
            rules = (providers.Length == 0 ? ["spotify", "deezer"] : providers).Select(provider => new
            {
                kind = "token_answer",
                provider,
                value = JsonSerializer.Deserialize<JsonElement>(members),
            }),
        });
}
