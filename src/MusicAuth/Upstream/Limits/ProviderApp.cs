namespace MusicAuth.Upstream.Limits;

/// <summary>The provider app, as far as the limiter must know it before a call leaves.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="Window">The period over which the provider counts an app's API calls.</param>
/// <param name="Limit">The calls per window; null where the provider does not publish a limit.</param>
/// <param name="ClientId">Null where no app is configured; a function, so that settings are read late.</param>
public sealed record ProviderApp(string Provider, TimeSpan Window, int? Limit, Func<string?> ClientId);
