namespace MusicAuth.Upstream.Limits;

/// <summary>What is to be known of our app at a provider before a call leaves.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="Window">Over which the provider counts an app's calls to its API.</param>
/// <param name="Limit">How many it takes in a window; null where it does not say until it refuses one.</param>
/// <param name="ClientId">Which app it is, null where none is configured; settings are read when it is asked.</param>
public sealed record ProviderApp(string Provider, TimeSpan Window, int? Limit, Func<string?> ClientId);
