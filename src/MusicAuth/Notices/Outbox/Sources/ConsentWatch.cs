namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>
/// Finds the consents that have reached a stage. It reads all of them at the start, once an hour and after a change of
/// a provider app, and remembers those whose next stage comes within the hour; between, it reads only changed ones.
/// </summary>
internal sealed class ConsentWatch(
    ScopedServices scopes, ConsentReader reader, ConsentChanges changes, IEnumerable<ITokenEndpoint> endpoints,
    NoticeMetrics metrics, TimeProvider time)
{
    private const int PageSize = 500;
    private const int UsersPerTransaction = 100;

    private readonly HourlyScan _scan = new();
    private readonly PriorityQueue<Guid, DateTimeOffset> _stages = new();
    private Dictionary<string, DateTimeOffset> _firstEnds = new(StringComparer.Ordinal);
    private string _apps = "";

    /// <param name="announce">Gets the users with something due, a hundred at a time.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task FindDueAsync(Func<Guid[], Task> announce, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var apps = string.Join('\n', endpoints.Select(endpoint => endpoint.ClientId));
        HashSet<Guid> users = [.. changes.Take(), .. TakeStages(now)];
        try
        {
            if (_scan.IsDue(now) || apps != _apps)
            {
                await ScanAsync(now, announce, cancellationToken);
                _scan.Complete(now);
                _apps = apps;
            }
            else if (users.Count > 0)
            {
                await LookAsync(users, now, announce, cancellationToken);
            }
            else
            {
                return;
            }

            metrics.SetFirstEnds(new Dictionary<string, DateTimeOffset>(_firstEnds, StringComparer.Ordinal));
        }
        catch
        {
            foreach (var user in users)
                changes.Record(user);
            throw;
        }
    }

    private async Task ScanAsync(DateTimeOffset now, Func<Guid[], Task> announce, CancellationToken cancellationToken)
    {
        _stages.Clear();
        _firstEnds = new(StringComparer.Ordinal);
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            var page = await reader.ReadPageAsync(last, cancellationToken);
            await LookAsync(page.Consents, page.Announced, now, announce);
            after = page.Last;
        }
    }

    private async Task LookAsync(
        IEnumerable<Guid> users, DateTimeOffset now, Func<Guid[], Task> announce, CancellationToken cancellationToken)
    {
        foreach (var page in users.Chunk(PageSize))
        {
            var (consents, announced) = await scopes.UseAsync(async (ConsentStore store) =>
            {
                var found = await store.ListAsync(page, cancellationToken);
                return (found, await store.ListAnnouncementsAsync(found, cancellationToken));
            });
            await LookAsync(consents, announced, now, announce);
        }
    }

    private async Task LookAsync(
        IReadOnlyList<GrantConsent> consents, ILookup<Guid, ConsentAnnouncement> announced, DateTimeOffset now,
        Func<Guid[], Task> announce)
    {
        foreach (var consent in consents)
        {
            if (consent.NextStageAt(now) is not { } stage)
                continue;
            if (stage <= now + HourlyScan.Interval)
                _stages.Enqueue(consent.UserId, stage);
            if (!_firstEnds.TryGetValue(consent.Provider, out var first) || consent.EndsAt < first)
                _firstEnds[consent.Provider] = consent.EndsAt!.Value;
        }

        var due = ConsentLife.ListChanges(consents, announced, now).Select(change => change.Consent.UserId).Distinct();
        foreach (var users in due.Chunk(UsersPerTransaction))
            await announce(users);
    }

    private IEnumerable<Guid> TakeStages(DateTimeOffset now)
    {
        while (_stages.TryPeek(out var user, out var at) && at <= now)
        {
            _stages.Dequeue();
            yield return user;
        }
    }
}
