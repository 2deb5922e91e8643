namespace MusicAuth.Providers;

/// <summary>The facts about a provider that no setting changes.</summary>
/// <param name="Name">The wire name, such as <c>spotify</c>.</param>
/// <param name="DisplayName">The name that people read, and the configuration section.</param>
/// <param name="RateWindow">The period over which the provider counts the calls of an app.</param>
/// <param name="RateLimit">The calls that the provider allows in a window; null if it is not published.</param>
/// <param name="GetScopes">The scopes that an operation needs, by method and path with query.</param>
internal sealed record ProviderDefinition(
    string Name, string DisplayName, TimeSpan RateWindow, int? RateLimit,
    Func<string, string, IReadOnlyList<string>> GetScopes)
{
    /// <summary>The domains from whose hosts this server fetches profile pictures.</summary>
    public required IReadOnlyList<string> ImageHosts { get; init; }
}
