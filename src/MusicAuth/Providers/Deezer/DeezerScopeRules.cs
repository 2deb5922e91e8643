using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

public sealed class DeezerScopeRules(IOptions<DeezerSettings> settings) : IScopeRules
{
    public string Provider => DeezerAuthenticationDefaults.AuthenticationScheme;

    public string DisplayName => DeezerAuthenticationDefaults.DisplayName;

    public IReadOnlyList<string> RequestableScopes { get; } = settings.Value.ToRegistration(
        DeezerAuthenticationDefaults.AuthenticationScheme, DeezerAuthenticationDefaults.DisplayName).RequestableScopes;

    public IReadOnlyList<string> ScopesFor(string method, string path) => DeezerOperationScopes.ScopesFor(method, path);
}
