using Microsoft.Extensions.Options;

namespace MusicAuth.Providers;

internal sealed class ProviderScopeRules(ProviderDefinition provider, IOptions<ProviderSettings> settings) : IScopeRules
{
    public string Provider => provider.Name;

    public string DisplayName => provider.DisplayName;

    public IReadOnlyList<string> RequestableScopes { get; } = settings.Value.RequestableScopes;

    public IReadOnlyList<string> ScopesFor(string method, string path) => provider.GetScopes(method, path);
}
