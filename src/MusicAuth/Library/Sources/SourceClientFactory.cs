namespace MusicAuth.Library.Sources;

/// <summary>How a page comes by what it needs of a source.</summary>
/// <param name="Tokens">Access tokens.</param>
/// <param name="Pages">What was read before.</param>
/// <param name="Timeout">How long one window may take.</param>
public sealed record SourceClientFactory(TokenAccess Tokens, ProviderPageCache Pages, TimeSpan Timeout);
