namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>Counts the grants of all users.</summary>
internal sealed class GrantCensusStore(PlainSql sql)
{
    public async Task<GrantCensus> CountGrantsAsync(CancellationToken cancellationToken)
    {
        var intents = await sql.ListAsync(
            "SELECT count(*) FROM refresh_intents", static row => row.GetInt64(0), cancellationToken);
        var groups = await sql.ListAsync(
            "SELECT provider, state, count(*) FROM grants GROUP BY provider, state",
            static row => new GrantCount(
                row.GetString(0),
                row.GetString(1) == nameof(GrantState.Active) ? "active" : "reauthorization_required",
                row.GetInt64(2)),
            cancellationToken);
        return new GrantCensus(intents[0], groups);
    }
}
