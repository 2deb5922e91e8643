using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>Records incidents together with their notices, so that each user hears of each once.</summary>
internal sealed class IncidentStore(
    MusicAuthDb db, IDatabaseDialect dialect, NoticeStore notices, TimeProvider time)
{
    /// <summary>How often an incident is seen again while it lasts.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    /// <summary>Creates notices for new incidents, and records that the others still go on.</summary>
    /// <param name="seen">The incidents that are there now, by user and subject.</param>
    /// <param name="endsAfter">An incident that was not seen for so long is a new one.</param>
    /// <param name="compose">The notices about new incidents.</param>
    /// <param name="cancellationToken">Cancels the transaction.</param>
    public async Task CollectAsync<T>(
        IReadOnlyDictionary<(Guid UserId, string Subject), T> seen, TimeSpan endsAfter,
        Func<IReadOnlyList<(Guid UserId, T Incident)>, IReadOnlyList<NoticeDraft>> compose,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (seen.Count == 0 || Outdated(await KnownAsync(seen.Keys, cancellationToken), seen.Keys, now).Count == 0)
            return;
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        var known = await KnownAsync(seen.Keys, cancellationToken);
        List<(Guid, T)> news = [];
        foreach (var key in Outdated(known, seen.Keys, now))
        {
            var isKnown = known.TryGetValue(key, out var incident);
            if (!isKnown)
                db.Add(incident = new NoticeIncident { UserId = key.UserId, Subject = key.Subject });
            if (!isKnown || AgeOf(incident!, now) >= endsAfter)
                news.Add((key.UserId, seen[key]));
            incident!.LastSeenAt = now;
        }

        await notices.AddAsync(compose(news), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static List<(Guid UserId, string Subject)> Outdated(
        Dictionary<(Guid, string), NoticeIncident> known, IEnumerable<(Guid, string)> seen, DateTimeOffset now) =>
        [.. seen.Where(key => !known.TryGetValue(key, out var incident) || AgeOf(incident, now) >= Refresh)];

    // A time in the future comes from a clock that was ahead. A time in an hour counts as a time an hour ago.
    private static TimeSpan AgeOf(NoticeIncident incident, DateTimeOffset now) =>
        (now - incident.LastSeenAt).Duration();

    private async Task<Dictionary<(Guid, string), NoticeIncident>> KnownAsync(
        IEnumerable<(Guid UserId, string Subject)> keys, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        string[] subjects = [.. keys.Select(key => key.Subject).Distinct(StringComparer.Ordinal)];
        return await db.Set<NoticeIncident>().Where(incident => subjects.Contains(incident.Subject))
            .ToDictionaryAsync(incident => (incident.UserId, incident.Subject), cancellationToken);
    }
}
