using Xunit;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>A broker with a user, and the keys that the page creates for a script and for Spotify's SDK.</summary>
public sealed class SnippetFixture : IAsyncLifetime
{
    private StandaloneBroker? _broker;
    private string _script = "";
    private string _sdk = "";

    /// <summary>The provider and the name of each playlist.</summary>
    public IReadOnlyList<(string Provider, string Name)> Playlists { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        if (!LongTests.Run) return;
        _broker = await StandaloneBroker.StartAsync();
        using var dora = new CookieClient(_broker.Address);
        await dora.SignInAsync("spotify", "dora");
        await dora.SignInAsync("deezer", "dora");
        _script = await dora.NewKeyAsync("library:read", "connections:read");
        _sdk = await dora.NewKeyAsync("spotify:read");
        var page = await dora.GetAsync("/me/playlists");
        Playlists = [.. page.GetProperty("items").EnumerateArray().Select(playlist => (
            playlist.GetProperty("provider").GetString()!, playlist.GetProperty("name").GetString()!))];
    }

    /// <summary>The text of a snippet as the page shows it.</summary>
    public async Task<string> ReadAsync(string snippet)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(
            Builds.Root, "src", "MusicAuth", "wwwroot", "snippets", $"{snippet}.txt"));
        return text.Replace("%KEY%", snippet.StartsWith("spotify", StringComparison.Ordinal) ? _sdk : _script)
            .Replace("%ADDRESS%", _broker!.Address.GetLeftPart(UriPartial.Authority));
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }
}
