namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>What a token endpoint answered.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">Null where the provider gave none: the stored one stays.</param>
/// <param name="ExpiresAt">Null where the token does not expire.</param>
/// <param name="Scopes">Null where the answer does not name them: the stored ones stay.</param>
public sealed record TokenSet(
    AccessToken AccessToken,
    RefreshToken? RefreshToken,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string>? Scopes);
