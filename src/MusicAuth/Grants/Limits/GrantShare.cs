namespace MusicAuth.Grants.Limits;

/// <summary>How many of a provider's grants were refused, and how many are active.</summary>
public sealed record GrantShare(int Refused, int Active);
