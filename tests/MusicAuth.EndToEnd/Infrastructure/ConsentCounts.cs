namespace MusicAuth.EndToEnd.Infrastructure;

/// <param name="Refreshes">The number of successful refreshes.</param>
/// <param name="Rotations">The number of refreshes that returned a new refresh token.</param>
/// <param name="Reuse">The number of refreshes with a replaced refresh token.</param>
/// <param name="Revoked">Whether a user or a reuse has revoked the consent.</param>
public sealed record ConsentCounts(int Refreshes, int Rotations, int Reuse, bool Revoked);
