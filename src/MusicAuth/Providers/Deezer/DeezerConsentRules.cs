using Microsoft.Extensions.Options;
using MusicAuth.Grants;

namespace MusicAuth.Providers.Deezer;

public sealed class DeezerConsentRules(IOptions<DeezerSettings> settings) : IConsentRules
{
    public string Provider => DeezerAuthenticationDefaults.AuthenticationScheme;

    public string DisplayName => DeezerAuthenticationDefaults.DisplayName;

    public IReadOnlyList<string> Askable { get; } = settings.Value.Describe(
        DeezerAuthenticationDefaults.AuthenticationScheme, DeezerAuthenticationDefaults.DisplayName).Askable;

    public IReadOnlyList<string> ScopesFor(string method, string path) => DeezerOperations.ScopesFor(method, path);
}
