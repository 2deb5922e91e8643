namespace MusicAuth.Grants;

/// <summary>The number of grants and open intents in the database.</summary>
internal sealed record GrantCensus(long OpenIntents, IReadOnlyList<GrantCount> Grants)
{
    public static GrantCensus None { get; } = new(0, []);
}
