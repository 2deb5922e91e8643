using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using MusicAuth.Access;
using MusicAuth.Grants;

namespace MusicAuth.SignIn;

/// <summary>What a person consented to, on its way from the provider's answer into custody.</summary>
public sealed record Consent(ProviderAccount Account, string ClientId, TokenSet Tokens);

/// <summary>What a flow remembers: sealed in its state, save the consent, which never leaves the process.</summary>
public static class FlowProperties
{
    private const string UserKey = "user";
    private const string ClaimKey = "claim";
    private const string ScopeKey = "scope";
    private const string ConsentKey = "consent";

    public static AuthenticationProperties Begin(
        string returnUrl, Guid? userId, string? claim, ICollection<string> scopes, DateTimeOffset now)
    {
        var properties = new AuthenticationProperties { RedirectUri = returnUrl, IssuedUtc = now };
        properties.Items[UserKey] = userId?.ToString("N") ?? "";
        if (claim is not null)
            properties.Items[ClaimKey] = claim;
        properties.Items[ScopeKey] = string.Join(' ', scopes);
        properties.SetParameter(OAuthChallengeProperties.ScopeKey, scopes);
        return properties;
    }

    /// <summary>Who began the flow; null where nobody was signed in.</summary>
    public static Guid? User(AuthenticationProperties properties) =>
        Guid.TryParseExact(Item(properties, UserKey), "N", out var userId) ? userId : null;

    public static Secret? Claim(AuthenticationProperties properties) =>
        Item(properties, ClaimKey) is { Length: > 0 } claim ? new Secret(claim) : null;

    public static IReadOnlyList<string> Scopes(AuthenticationProperties properties) =>
        (Item(properties, ScopeKey) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static void SetConsent(AuthenticationProperties properties, Consent consent) =>
        properties.SetParameter(ConsentKey, consent);

    public static Consent? Consent(AuthenticationProperties properties) =>
        properties.GetParameter<Consent>(ConsentKey);

    private static string? Item(AuthenticationProperties properties, string key) =>
        properties.Items.TryGetValue(key, out var value) ? value : null;
}
