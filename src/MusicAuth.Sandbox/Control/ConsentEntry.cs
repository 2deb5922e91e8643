namespace MusicAuth.Sandbox.Control;

/// <summary>A consent with Spotify and its history.</summary>
/// <param name="Person">The user.</param>
/// <param name="ClientId">The app.</param>
/// <param name="AuthorizedAt">The time of the consent.</param>
/// <param name="Revoked">Whether the user revoked it, or a reuse of a refresh token did.</param>
/// <param name="Refreshes">The number of granted refreshes.</param>
/// <param name="Rotations">The number of refreshes that issued a new refresh token.</param>
/// <param name="Reuse">The number of requests with a replaced refresh token.</param>
internal sealed record ConsentEntry(
    string Person,
    string ClientId,
    DateTimeOffset AuthorizedAt,
    bool Revoked,
    int Refreshes,
    int Rotations,
    int Reuse);
