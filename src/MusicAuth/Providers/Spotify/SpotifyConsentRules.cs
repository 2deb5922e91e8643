using Microsoft.Extensions.Options;
using MusicAuth.Grants;

namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyConsentRules(IOptions<SpotifySettings> settings) : IConsentRules
{
    public string Provider => SpotifyAuthenticationDefaults.AuthenticationScheme;

    public string DisplayName => SpotifyAuthenticationDefaults.DisplayName;

    public IReadOnlyList<string> Askable { get; } = settings.Value.Describe(
        SpotifyAuthenticationDefaults.AuthenticationScheme, SpotifyAuthenticationDefaults.DisplayName).Askable;

    public IReadOnlyList<string> ScopesFor(string method, string path) =>
        SpotifyUriScopes.Fitting(SpotifyOperations.ScopesFor(method, path), path);
}
