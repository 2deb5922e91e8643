namespace MusicAuth.Upstream.Calls;

/// <summary>
/// The two sides of a provider that refuse our app independently: tokens are still minted while Premium has lapsed,
/// and access tokens still serve while the secret is wrong. So a success heals only its own side.
/// </summary>
public enum ProviderEndpoint
{
    Token,
    Api,
}
