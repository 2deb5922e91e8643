namespace MusicAuth.Grants;

/// <summary>Holds the last counts of grants and open intents, for the metrics.</summary>
internal sealed record GrantCensus(long OpenIntents, IReadOnlyList<GrantCount> Grants)
{
    public static GrantCensus None { get; } = new(0, []);
}
