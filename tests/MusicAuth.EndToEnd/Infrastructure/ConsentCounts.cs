namespace MusicAuth.EndToEnd.Infrastructure;

/// <param name="Refreshes">Granted ones.</param>
/// <param name="Rotations">How many of them gave a new refresh token.</param>
/// <param name="Reuse">How often a replaced one came back.</param>
/// <param name="Revoked">Taken back, or ended by a reuse.</param>
public sealed record ConsentCounts(int Refreshes, int Rotations, int Reuse, bool Revoked);
