namespace MusicAuth.EndToEnd.Infrastructure;

/// <param name="Refreshes">The number of refreshes.</param>
/// <param name="Reuse">The number of refreshes with a replaced refresh token.</param>
public sealed record ProviderCounts(int Refreshes, int Reuse);
