namespace MusicAuth.Sandbox.Control;

/// <summary>One consent at Spotify and what happened to it.</summary>
/// <param name="Person">Whose.</param>
/// <param name="ClientId">For which app.</param>
/// <param name="AuthorizedAt">Since when.</param>
/// <param name="Revoked">Taken back, or ended by a reuse.</param>
/// <param name="Refreshes">How many refreshes were granted.</param>
/// <param name="Rotations">How many of them gave another refresh token.</param>
/// <param name="Reuse">How often a replaced one came back.</param>
internal sealed record ConsentEntry(
    string Person,
    string ClientId,
    DateTimeOffset AuthorizedAt,
    bool Revoked,
    int Refreshes,
    int Rotations,
    int Reuse);
