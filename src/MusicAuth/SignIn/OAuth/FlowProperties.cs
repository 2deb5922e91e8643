using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace MusicAuth.SignIn.OAuth;

/// <summary>The data of a flow. The protected state carries all of it except the consent.</summary>
internal static class FlowProperties
{
    private const string UserKey = "user";
    private const string OwnerLinkKey = "claim";
    private const string InvitationKey = "invite";
    private const string ScopeKey = "scope";
    private const string ConsentKey = "consent";

    public static AuthenticationProperties Create(
        string returnUrl, Guid? userId, string? ownerLink, string? invitation, ICollection<string> scopes,
        DateTimeOffset now)
    {
        var properties = new AuthenticationProperties { RedirectUri = returnUrl, IssuedUtc = now };
        properties.Items[UserKey] = userId?.ToString("N") ?? "";
        if (ownerLink is not null)
            properties.Items[OwnerLinkKey] = ownerLink;
        if (invitation is not null)
            properties.Items[InvitationKey] = invitation;
        properties.Items[ScopeKey] = string.Join(' ', scopes);
        properties.SetParameter(OAuthChallengeProperties.ScopeKey, scopes);
        return properties;
    }

    /// <summary>The user who began the flow; null where the browser had no session.</summary>
    public static Guid? GetUserId(AuthenticationProperties properties) =>
        Guid.TryParseExact(GetItem(properties, UserKey), "N", out var userId) ? userId : null;

    public static Secret? GetOwnerLink(AuthenticationProperties properties) => GetSecret(properties, OwnerLinkKey);

    public static Secret? GetInvitation(AuthenticationProperties properties) => GetSecret(properties, InvitationKey);

    public static IReadOnlyList<string> GetScopes(AuthenticationProperties properties) =>
        GetItem(properties, ScopeKey).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static void SetConsent(AuthenticationProperties properties, Consent consent) =>
        properties.SetParameter(ConsentKey, consent);

    public static Consent? GetConsent(AuthenticationProperties properties) =>
        properties.GetParameter<Consent>(ConsentKey);

    private static Secret? GetSecret(AuthenticationProperties properties, string key) =>
        GetItem(properties, key) is { Length: > 0 } secret ? new Secret(secret) : null;

    private static string GetItem(AuthenticationProperties properties, string key) =>
        properties.Items.TryGetValue(key, out var value) ? value ?? "" : "";
}
