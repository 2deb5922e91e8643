namespace MusicAuth.Grants.Connections;

/// <summary>How a caller gets the scopes that a provider's refusal requires.</summary>
/// <param name="Missing">The scopes that the operation requires and the consent lacks; empty where unknown.</param>
/// <param name="Detail">A sentence that names the missing scopes.</param>
/// <param name="Url">Where the user grants the scopes; null where no sign-in can request them.</param>
public sealed record ScopeAdvice(IReadOnlyList<string> Missing, string Detail, string? Url);
