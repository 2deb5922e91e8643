namespace MusicAuth.Grants.Connections;

/// <summary>What a caller is told where a provider refuses for want of a scope.</summary>
/// <param name="Missing">The scopes that the operation lists and the consent lacks; empty where not known.</param>
/// <param name="Detail">For people, the missing scopes by name.</param>
/// <param name="Url">Where the person is asked for them; null where nobody may ask for them yet.</param>
public sealed record ScopeAdvice(IReadOnlyList<string> Missing, string Detail, string? Url);
