namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>A provider app's own access token (RFC 6749, section 4.4), which belongs to no user. It is never stored.</summary>
/// <param name="IssuedAt">A timestamp, so that a change of the system clock does not move the end of the lifetime.</param>
/// <param name="RenewAfter">The age from which another token is requested before use.</param>
public sealed record AppAccessToken(AccessToken AccessToken, long IssuedAt, TimeSpan Lifetime, TimeSpan RenewAfter);
