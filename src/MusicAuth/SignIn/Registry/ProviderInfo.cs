namespace MusicAuth.SignIn.Registry;

/// <summary>
/// A provider; <c>redirect_uri</c> is exactly what to register there. Where <c>paste_back</c> is true, the provider
/// refuses MusicAuth's own address, and the page guides through the sign-in. Every sign-in asks for <c>scopes</c>;
/// <c>allowed_scopes</c> are those that <c>login_url</c> with <c>?scope=</c> may ask for besides. <c>health</c> is of
/// our app there, not of anybody's connection; null for anonymous requests.
/// </summary>
public sealed record ProviderInfo(
    string Name, string DisplayName, bool Configured, string LoginUrl, string RedirectUri, bool PasteBack,
    IReadOnlyList<string> Scopes, IReadOnlyList<string> AllowedScopes, ProviderHealthInfo? Health);
