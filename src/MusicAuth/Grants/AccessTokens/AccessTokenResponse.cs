namespace MusicAuth.Grants.AccessTokens;

/// <summary>An access token for an app that speaks to the provider itself.</summary>
/// <param name="AccessToken">As the provider gave it.</param>
/// <param name="TokenType">How the provider wants it: Deezer takes it as the parameter <c>access_token</c>.</param>
/// <param name="ExpiresIn">Whole seconds that it still lives; null where it has no end.</param>
/// <param name="ExpiresAt">The same as an instant, RFC 3339 in UTC.</param>
/// <param name="Scope">What it may do, space separated.</param>
[SchemaName("AccessToken")]
public sealed record AccessTokenResponse(
    string AccessToken, string TokenType, long? ExpiresIn, DateTimeOffset? ExpiresAt, string Scope)
{
    // Records print their members.
    public override string ToString() => "***";
}
