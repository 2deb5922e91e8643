namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>A provider app's own access token (RFC 6749, section 4.4): it speaks for no user.</summary>
/// <param name="AccessToken">In memory only.</param>
/// <param name="IssuedAt">The timestamp of its arrival: its life is measured by no clock that can be set.</param>
/// <param name="Lifetime">How long it serves.</param>
/// <param name="RenewAfter">From when on another one is got before it is used.</param>
public sealed record AppAccessToken(AccessToken AccessToken, long IssuedAt, TimeSpan Lifetime, TimeSpan RenewAfter);
