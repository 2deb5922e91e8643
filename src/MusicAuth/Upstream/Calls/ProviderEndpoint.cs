namespace MusicAuth.Upstream.Calls;

public enum ProviderEndpoint
{
    Token,
    Api,
}
