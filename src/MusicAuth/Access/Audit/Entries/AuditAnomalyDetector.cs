namespace MusicAuth.Access.Audit.Entries;

/// <summary>Compares new audit entries with older ones and flags anomalies. Not thread-safe.</summary>
internal sealed class AuditAnomalyDetector
{
    public const int MinForTenfold = 100;
    public const int MinRefusals = 20;

    internal static readonly AuditKind[] Refusals =
        [AuditKind.SignInFailed, AuditKind.KeyRefused, AuditKind.ScopeRefused];

    private const int MaxRemembered = 20_000;
    private const int Tenfold = 10;

    private static readonly TimeSpan BaselinePeriod = TimeSpan.FromDays(7);
    private static readonly TimeSpan MinBaselinePeriod = TimeSpan.FromDays(1);

    // These caches save queries; the database can answer each of them again.
    private readonly HashSet<(string Key, string Network)> _knownNetworks = [];
    private readonly HashSet<(AuditAnomalyKinds, string, long)> _reported = [];
    private readonly Dictionary<(string Caller, long Hour), long> _limits = [];

    private long _stored;

    /// <summary>How many anomalies this process has stored, so that a reader need not ask the database.</summary>
    public long StoredCount => Interlocked.Read(ref _stored);

    /// <summary>Flags the entries that show a new anomaly.</summary>
    internal async Task<IReadOnlyList<AuditAnomaly>> DetectAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found =
        [
            .. await FindNewNetworksAsync(rows, store, cancellationToken),
            .. await FindTenfoldRatesAsync(rows, store, cancellationToken),
            .. await FindManyRefusalsAsync(rows, store, cancellationToken),
        ];
        foreach (var anomaly in found)
            anomaly.Row.Flags |= anomaly.Flag;
        return found;
    }

    /// <summary>Remembers the anomalies after the commit of their entries.</summary>
    internal void Remember(IReadOnlyList<AuditAnomaly> found)
    {
        Interlocked.Add(ref _stored, found.Count);
        if (_reported.Count > MaxRemembered)
            _reported.Clear();
        foreach (var anomaly in found)
        {
            if (anomaly.Flag == AuditAnomalyKinds.NewNetwork)
                _knownNetworks.Add((anomaly.Row.CallerId!, anomaly.Row.Address!));
            else
                _reported.Add((anomaly.Flag, anomaly.Subject, anomaly.Hour));
        }
    }

    private async Task<List<AuditAnomaly>> FindNewNetworksAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found = [];
        HashSet<string> newKeys = new(StringComparer.Ordinal);
        // A refused key does not count as a use: a guessed id would make the network of its caller a known one.
        var uses = rows
            .Where(row => row is { CallerKind: AuditCallerKind.Key, CallerId: not null, Address: not null }
                && row.Kind != AuditKind.KeyRefused)
            .OrderBy(row => row.At)
            .GroupBy(row => (Key: row.CallerId!, Network: row.Address!));
        foreach (var use in uses.Where(use => !_knownNetworks.Contains(use.Key)))
        {
            if (await store.WasUsedAsync(use.Key.Key, use.Key.Network, cancellationToken))
                RememberNetwork(use.Key);
            else if (newKeys.Contains(use.Key.Key) || await store.WasUsedAsync(use.Key.Key, null, cancellationToken))
                found.Add(new(AuditAnomalyKinds.NewNetwork, use.Key.Key, HourOf(use.First()), use.First()));
            else
                newKeys.Add(use.Key.Key);
        }

        return found;
    }

    private async Task<List<AuditAnomaly>> FindTenfoldRatesAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found = [];
        foreach (var hour in rows.Where(HasCaller).GroupBy(HourOf))
        {
            var callers = hour.GroupBy(row => row.CallerId!, StringComparer.Ordinal)
                .Where(caller => !_reported.Contains((AuditAnomalyKinds.TenfoldRate, caller.Key, hour.Key))).ToList();
            if (callers.Count == 0)
                continue;
            var before = await store.CountAsync([.. callers.Select(caller => caller.Key)], hour.Key, cancellationToken);
            foreach (var caller in callers)
            {
                var count = before.GetValueOrDefault(caller.Key) + caller.Sum(row => row.Count);
                if (count >= MinForTenfold
                    && count >= await GetTenfoldLimitAsync(caller.Key, hour.Key, store, cancellationToken))
                    found.Add(new(AuditAnomalyKinds.TenfoldRate, caller.Key, hour.Key, Largest(caller)));
            }
        }

        return found;
    }

    private async Task<long> GetTenfoldLimitAsync(
        string caller, long hour, AuditBatchStore store, CancellationToken cancellationToken)
    {
        if (_limits.TryGetValue((caller, hour), out var cached))
            return cached;
        var now = AuditEventCount.StartOf(hour);
        var (count, since) = await store.SumAsync(caller, now - BaselinePeriod, now, cancellationToken);
        var limit = since is { } first && now - first >= MinBaselinePeriod
            ? (long)Math.Ceiling(Tenfold * count / (now - first).TotalHours)
            : long.MaxValue;
        if (_limits.Count > MaxRemembered)
            _limits.Clear();
        return _limits[(caller, hour)] = limit;
    }

    private async Task<List<AuditAnomaly>> FindManyRefusalsAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found = [];
        var refused = rows.Where(row => Refusals.Contains(row.Kind)).ToList();
        await CompareAsync(refused.Where(HasCaller).GroupBy(row => (row.CallerId!, HourOf(row))), isCaller: true);
        await CompareAsync(
            refused.Where(row => row.Address is not null).GroupBy(row => (row.Address!, HourOf(row))), isCaller: false);
        return found;

        async Task CompareAsync(IEnumerable<IGrouping<(string Subject, long Hour), AuditEntry>> groups, bool isCaller)
        {
            foreach (var group in groups)
            {
                var (subject, hour) = group.Key;
                if (_reported.Contains((AuditAnomalyKinds.ManyRefusals, subject, hour)))
                    continue;
                var before = await store.CountRefusalsAsync(
                    isCaller ? subject : null, isCaller ? null : subject, hour, cancellationToken);
                if (before + group.Sum(row => row.Count) >= MinRefusals)
                    found.Add(new(AuditAnomalyKinds.ManyRefusals, subject, hour, Largest(group)));
            }
        }
    }

    private void RememberNetwork((string Key, string Network) use)
    {
        if (_knownNetworks.Count > MaxRemembered)
            _knownNetworks.Clear();
        _knownNetworks.Add(use);
    }

    private static bool HasCaller(AuditEntry row) =>
        row is { CallerKind: AuditCallerKind.Key or AuditCallerKind.Session, CallerId: not null };

    private static AuditEntry Largest(IEnumerable<AuditEntry> rows) => rows.MaxBy(row => row.Count)!;

    private static long HourOf(AuditEntry row) => AuditEventCount.HourOf(row.At);
}
