namespace MusicAuth.Grants.AccessTokens;

/// <summary>An access token for an app that calls the provider's API itself.</summary>
/// <param name="AccessToken">The access token of the provider.</param>
/// <param name="TokenType">Always Bearer. Deezer takes the token as the parameter <c>access_token</c>.</param>
/// <param name="ExpiresIn">The lifetime that is left, in whole seconds; null where the token does not expire.</param>
/// <param name="ExpiresAt">The expiry as RFC 3339 in UTC; null where the token does not expire.</param>
/// <param name="Scope">The granted scopes, space separated.</param>
[SchemaName("AccessToken")]
internal sealed record AccessTokenResponse(
    string AccessToken, string TokenType, long? ExpiresIn, DateTimeOffset? ExpiresAt, string Scope)
{
    public override string ToString() => "***";
}
