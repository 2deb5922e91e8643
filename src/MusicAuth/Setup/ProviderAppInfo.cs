namespace MusicAuth.Setup;

/// <summary>The app of a provider, without its secret.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="ClientId">Null where no app is set.</param>
/// <param name="HasSecret">Whether MusicAuth has the client secret.</param>
/// <param name="Source">Where the app comes from; null where no app is set.</param>
/// <param name="RedirectUri">The redirect URI to register at the provider, exactly.</param>
/// <param name="CheckedAt">When the provider was asked about the app; null for an app of the configuration.</param>
/// <param name="Check">What the provider said of the app; null where it was not asked.</param>
internal sealed record ProviderAppInfo(
    string Provider, string? ClientId, bool HasSecret, CredentialsSource? Source, string RedirectUri,
    DateTimeOffset? CheckedAt, AppCheckOutcome? Check);
