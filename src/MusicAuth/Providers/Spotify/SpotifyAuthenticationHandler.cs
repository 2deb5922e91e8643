using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyAuthenticationHandler(
    IOptionsMonitor<SpotifyAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    SpotifyTokenClient tokens, SpotifyProfileClient profiles)
    : ProviderAuthenticationHandler<SpotifyAuthenticationOptions>(options, logger, encoder)
{
    // Without show_dialog Spotify skips its consent page for a known user, who then cannot choose another account.
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), "show_dialog", "true");

    protected override Task<TokenSet> ExchangeAsync(string code, string? codeVerifier) =>
        tokens.ExchangeAsync(code, Options.RedirectUri, codeVerifier);

    protected override Task<ProviderProfile> GetProfileAsync(AccessToken accessToken) =>
        profiles.GetAsync(accessToken);
}
