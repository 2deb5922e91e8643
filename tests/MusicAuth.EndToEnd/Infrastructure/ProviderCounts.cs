namespace MusicAuth.EndToEnd.Infrastructure;

/// <param name="Refreshes">How often a refresh token was used.</param>
/// <param name="Reuse">How often one that had been replaced already.</param>
public sealed record ProviderCounts(int Refreshes, int Reuse);
