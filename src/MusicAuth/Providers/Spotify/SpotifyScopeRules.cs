using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyScopeRules(IOptions<SpotifySettings> settings) : IScopeRules
{
    public string Provider => SpotifyAuthenticationDefaults.AuthenticationScheme;

    public string DisplayName => SpotifyAuthenticationDefaults.DisplayName;

    public IReadOnlyList<string> RequestableScopes { get; } = settings.Value.ToRegistration(
        SpotifyAuthenticationDefaults.AuthenticationScheme, SpotifyAuthenticationDefaults.DisplayName).RequestableScopes;

    public IReadOnlyList<string> ScopesFor(string method, string path) =>
        SpotifyUriScopes.Narrow(SpotifyOperationScopes.ScopesFor(method, path), path);
}
