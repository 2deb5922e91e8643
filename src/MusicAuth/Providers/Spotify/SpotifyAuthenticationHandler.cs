using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyAuthenticationHandler(
    IOptionsMonitor<SpotifyAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    SpotifyTokenClient tokens, SpotifyProfileClient profiles)
    : ProviderAuthenticationHandler<SpotifyAuthenticationOptions>(options, logger, encoder)
{
    // Without it Spotify sends a person who consented before straight back: they could never change the account.
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), "show_dialog", "true");

    protected override Task<TokenSet> ExchangeAsync(string code, string? codeVerifier) =>
        tokens.ExchangeAsync(code, Options.RedirectUri, codeVerifier);

    protected override Task<ProviderProfile> GetProfileAsync(AccessToken accessToken) =>
        profiles.GetAsync(accessToken);
}
