namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>How many grants a provider refused, and how many it renewed.</summary>
public sealed record RefusalCount(int Refused, int Renewed);
