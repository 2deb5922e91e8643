namespace MusicAuth.SignIn.Registry;

/// <summary>
/// A provider. Register exactly <c>redirect_uri</c> at the provider. Where <c>paste_back</c> is true, the provider does
/// not accept the address of MusicAuth, and the page guides the user through the sign-in. Every sign-in requests
/// <c>scopes</c>; <c>login_url</c> with <c>?scope=</c> can also request <c>allowed_scopes</c>. <c>health</c> describes
/// the app of this server, not a user's connection, and is null for anonymous requests.
/// </summary>
internal sealed record ProviderInfo(
    string Name, string DisplayName, bool Configured, string LoginUrl, string RedirectUri, bool PasteBack,
    IReadOnlyList<string> Scopes, IReadOnlyList<string> AllowedScopes, ProviderHealthInfo? Health);
