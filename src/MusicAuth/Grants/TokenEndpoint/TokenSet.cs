namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>The tokens of a token endpoint's response.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">Null where the response has none: the stored one stays.</param>
/// <param name="ExpiresAt">Null where the token does not expire.</param>
/// <param name="Scopes">Null where the response has none: the stored ones stay.</param>
public sealed record TokenSet(
    AccessToken AccessToken,
    RefreshToken? RefreshToken,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string>? Scopes);
