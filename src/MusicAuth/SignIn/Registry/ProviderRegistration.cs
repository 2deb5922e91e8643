namespace MusicAuth.SignIn.Registry;

/// <summary>A provider and the settings of its sign-in.</summary>
/// <param name="Name">The wire name, and the name of its authentication scheme.</param>
/// <param name="DisplayName">The name for users.</param>
/// <param name="Credentials">The credentials of the provider app; without them the provider is off.</param>
/// <param name="PublicUrl">The origin of the redirect URI, if it is not Web:PublicUrl.</param>
/// <param name="Scopes">The scopes that every sign-in requests.</param>
/// <param name="AllowedScopes">The scopes that a sign-in can also request.</param>
/// <param name="RedirectRule">The origins that the provider accepts in a redirect URI.</param>
internal sealed record ProviderRegistration(
    string Name,
    string DisplayName,
    ProviderCredentials Credentials,
    string? PublicUrl,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> AllowedScopes,
    RedirectRule RedirectRule)
{
    /// <summary>Whether every endpoint is on this machine, as those of the sandbox are.</summary>
    public bool IsOnThisMachine { get; init; }

    public bool IsConfigured => Credentials.Current is not null;

    public IReadOnlyList<string> RequestableScopes { get; } = [.. Scopes.Union(AllowedScopes, StringComparer.Ordinal)];

    public string CallbackPath => $"/callback/{Name}";
}
