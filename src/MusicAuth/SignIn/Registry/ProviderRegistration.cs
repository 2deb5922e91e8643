namespace MusicAuth.SignIn.Registry;

/// <summary>A provider as a person meets it: what it is called and where its sign-in begins and ends.</summary>
/// <param name="Name">The wire name, and the name of its authentication scheme.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="ClientId">The configured provider app, null where none is: then the provider is off.</param>
/// <param name="PublicUrl">Where this provider sends browsers back to, if not to Web:PublicUrl.</param>
/// <param name="Scopes">What every sign-in asks for.</param>
/// <param name="AllowedScopes">What a sign-in may ask for besides.</param>
/// <param name="RedirectRule">Where the provider is willing to send browsers back to.</param>
public sealed record ProviderRegistration(
    string Name,
    string DisplayName,
    string? ClientId,
    string? PublicUrl,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> AllowedScopes,
    RedirectRule RedirectRule)
{
    public bool IsConfigured => ClientId is not null;

    /// <summary>All that a sign-in may ask for.</summary>
    public IReadOnlyList<string> RequestableScopes { get; } = [.. Scopes.Union(AllowedScopes, StringComparer.Ordinal)];

    public string CallbackPath => $"/callback/{Name}";
}
