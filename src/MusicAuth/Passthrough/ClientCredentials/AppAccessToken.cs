namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>A provider app's own access token (RFC 6749, section 4.4). It belongs to no user.</summary>
/// <param name="IssuedAt">A timestamp, because the system clock can be set while the token is valid.</param>
/// <param name="RenewAfter">The age from which another token is requested before use.</param>
internal sealed record AppAccessToken(AccessToken AccessToken, long IssuedAt, TimeSpan Lifetime, TimeSpan RenewAfter);
