using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerAuthenticationHandler(
    IOptionsMonitor<DeezerAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    DeezerTokenClient tokens, DeezerProfileClient profiles)
    : ProviderAuthenticationHandler<DeezerAuthenticationOptions>(options, logger, encoder)
{
    // Deezer omits the state from a refusal but keeps the query of the redirect URI, so the state travels there.
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var scopes = properties.GetParameter<ICollection<string>>(OAuthChallengeProperties.ScopeKey) ?? Options.Scope;
        var state = Options.StateDataFormat.Protect(properties);
        return QueryHelpers.AddQueryString(
            Options.AuthorizationEndpoint,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["app_id"] = Options.ClientId,
                ["redirect_uri"] = QueryHelpers.AddQueryString(Options.RedirectUri, "state", state),
                ["perms"] = FormatScope(scopes),
            });
    }

    protected override string FormatScope(IEnumerable<string> scopes) => string.Join(',', scopes);

    protected override Task<TokenSet> ExchangeAsync(string code, string? codeVerifier) => tokens.ExchangeAsync(code);

    protected override Task<ProviderProfile> GetProfileAsync(AccessToken accessToken) =>
        profiles.GetAsync(accessToken);
}
