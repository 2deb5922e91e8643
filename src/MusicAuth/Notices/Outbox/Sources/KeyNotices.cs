namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Notices about API keys that are used in an unusual way.</summary>
internal sealed class KeyNotices(
    ScopedServices scopes, PlainSql sql, AuditAnomalyDetector anomalies, PublicAddress address, TimeProvider time)
    : INoticeSource
{
    // Without EF, which an idle broker does not load.
    private const string AnyFlag = "SELECT 1 FROM activity WHERE last_at >= @p0 AND flags <> 0 LIMIT 1";

    private static readonly TimeSpan FirstPeriod = TimeSpan.FromDays(1);

    // The audit log writes within seconds, or after an outage of the database.
    private static readonly TimeSpan LaterPeriod = TimeSpan.FromHours(2);

    private readonly HourlyScan _scan = new();
    private TimeSpan _period = FirstPeriod;
    private long _seen;

    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        var (now, stored) = (time.GetUtcNow(), anomalies.StoredCount);
        if (stored == _seen && !_scan.IsDue(now))
            return;
        var since = now - _period;
        if (await sql.AnyAsync(AnyFlag, cancellationToken, since.ToUnixTimeMilliseconds()))
            await CollectAsync(since, cancellationToken);
        (_period, _seen) = (LaterPeriod, stored);
        _scan.Complete(now);
    }

    private async Task CollectAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var flagged = await scopes.UseAsync((FlaggedKeyStore store) => store.ListAsync(since, cancellationToken));
        var seen = flagged.ToDictionary(key => (key.UserId, $"key:{key.EntryId:N}:{(int)key.Flags}"));
        await scopes.UseAsync((IncidentStore store) =>
            store.CollectAsync(seen, TimeSpan.MaxValue, Compose, cancellationToken));
    }

    private IReadOnlyList<NoticeDraft> Compose(IReadOnlyList<(Guid UserId, FlaggedKey Key)> news) =>
    [
        .. news.GroupBy(one => one.UserId, one => one.Key).Select(keys => new NoticeDraft(
            keys.Key, NoticeTypes.KeyFlagged, "An API key is used in an unusual way",
            string.Join('\n', keys.Select(Describe).Distinct(StringComparer.Ordinal))
            + "\nIf you do not know the reason, open the link, revoke the key, and create a new one.",
            address.Absolute("/#account/keys"), IsUrgent: true, [])),
    ];

    private static string Describe(FlaggedKey key)
    {
        var name = $"The key \"{key.KeyName ?? key.KeyId}\"";
        List<string> sentences = [];
        if (key.Flags.HasFlag(AuditAnomalyKinds.NewNetwork))
            sentences.Add($"{name} was used from a new network, {key.Network}.");
        if (key.Flags.HasFlag(AuditAnomalyKinds.TenfoldRate))
            sentences.Add($"{name} has sent ten times as many requests as usual within an hour.");
        if (key.Flags.HasFlag(AuditAnomalyKinds.ManyRefusals))
            sentences.Add($"{name} was refused many times within an hour.");
        return string.Join(' ', sentences);
    }
}
