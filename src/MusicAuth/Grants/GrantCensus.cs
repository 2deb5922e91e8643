namespace MusicAuth.Grants;

/// <summary>A count of the whole database, taken now and then.</summary>
public sealed record GrantCensus(long OpenIntents, IReadOnlyList<GrantCount> Grants)
{
    public static GrantCensus None { get; } = new(0, []);
}
