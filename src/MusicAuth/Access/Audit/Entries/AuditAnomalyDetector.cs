namespace MusicAuth.Access.Audit.Entries;

/// <summary>
/// Looks for what is odd in lines that are about to be written: simple rules over the lines of before, so that a
/// person sees what to look at. Used by one writer at a time.
/// </summary>
public sealed class AuditAnomalyDetector
{
    public const int MinForTenfold = 100;
    public const int MinRefusals = 20;

    internal static readonly AuditKind[] Refusals =
        [AuditKind.SignInFailed, AuditKind.KeyRefused, AuditKind.ScopeRefused];

    private const int MostRemembered = 20_000;
    private const int Tenfold = 10;

    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    // What is usual for a caller cannot be known of its first day.
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    // What is remembered saves questions; each answer can be had from the lines again.
    private readonly HashSet<(string Key, string Network)> _known = [];
    private readonly HashSet<(AuditFlags, string, long)> _told = [];
    private readonly Dictionary<(string Caller, long Hour), long> _limits = [];

    /// <summary>Flags the lines, and gives what was not found before.</summary>
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

    /// <summary>After the lines are in the database.</summary>
    internal void Remember(IReadOnlyList<AuditAnomaly> found)
    {
        if (_told.Count > MostRemembered)
            _told.Clear();
        foreach (var anomaly in found)
        {
            if (anomaly.Flag == AuditFlags.NewNetwork)
                _known.Add((anomaly.Row.CallerId!, anomaly.Row.Address!));
            else
                _told.Add((anomaly.Flag, anomaly.Subject, anomaly.Hour));
        }
    }

    private async Task<List<AuditAnomaly>> FindNewNetworksAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found = [];
        HashSet<string> beginners = new(StringComparer.Ordinal);
        // A refused key was not used, or else a guess would make its network a known one.
        var uses = rows
            .Where(row => row is { CallerKind: AuditCallerKind.Key, CallerId: not null, Address: not null }
                && row.Kind != AuditKind.KeyRefused)
            .OrderBy(row => row.At)
            .GroupBy(row => (Key: row.CallerId!, Network: row.Address!));
        foreach (var use in uses.Where(use => !_known.Contains(use.Key)))
        {
            if (await store.WasUsedAsync(use.Key.Key, use.Key.Network, cancellationToken))
                Know(use.Key);
            else if (beginners.Contains(use.Key.Key) || await store.WasUsedAsync(use.Key.Key, null, cancellationToken))
                found.Add(new(AuditFlags.NewNetwork, use.Key.Key, HourOf(use.First()), use.First()));
            else
                beginners.Add(use.Key.Key);
        }

        return found;
    }

    private async Task<List<AuditAnomaly>> FindTenfoldRatesAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found = [];
        foreach (var hour in rows.Where(IsOfCaller).GroupBy(HourOf))
        {
            var callers = hour.GroupBy(row => row.CallerId!, StringComparer.Ordinal)
                .Where(caller => !_told.Contains((AuditFlags.TenfoldRate, caller.Key, hour.Key))).ToList();
            if (callers.Count == 0)
                continue;
            var before = await store.CountAsync([.. callers.Select(caller => caller.Key)], hour.Key, cancellationToken);
            foreach (var caller in callers)
            {
                var count = before.GetValueOrDefault(caller.Key) + caller.Sum(row => row.Count);
                if (count >= MinForTenfold
                    && count >= await LimitOfAsync(caller.Key, hour.Key, store, cancellationToken))
                    found.Add(new(AuditFlags.TenfoldRate, caller.Key, hour.Key, Largest(caller)));
            }
        }

        return found;
    }

    private async Task<long> LimitOfAsync(
        string caller, long hour, AuditBatchStore store, CancellationToken cancellationToken)
    {
        if (_limits.TryGetValue((caller, hour), out var known))
            return known;
        var now = AuditEventCount.StartOf(hour);
        var (count, since) = await store.SumAsync(caller, now - Usual, now, cancellationToken);
        var limit = since is { } first && now - first >= FirstDay
            ? (long)Math.Ceiling(Tenfold * count / (now - first).TotalHours)
            : long.MaxValue;
        if (_limits.Count > MostRemembered)
            _limits.Clear();
        return _limits[(caller, hour)] = limit;
    }

    private async Task<List<AuditAnomaly>> FindManyRefusalsAsync(
        IReadOnlyList<AuditEntry> rows, AuditBatchStore store, CancellationToken cancellationToken)
    {
        List<AuditAnomaly> found = [];
        var refused = rows.Where(row => Refusals.Contains(row.Kind)).ToList();
        await LookAsync(refused.Where(IsOfCaller).GroupBy(row => (row.CallerId!, HourOf(row))), isCaller: true);
        await LookAsync(
            refused.Where(row => row.Address is not null).GroupBy(row => (row.Address!, HourOf(row))), isCaller: false);
        return found;

        async Task LookAsync(IEnumerable<IGrouping<(string Subject, long Hour), AuditEntry>> groups, bool isCaller)
        {
            foreach (var group in groups)
            {
                var (subject, hour) = group.Key;
                if (_told.Contains((AuditFlags.ManyRefusals, subject, hour)))
                    continue;
                var before = await store.CountRefusalsAsync(
                    isCaller ? subject : null, isCaller ? null : subject, hour, cancellationToken);
                if (before + group.Sum(row => row.Count) >= MinRefusals)
                    found.Add(new(AuditFlags.ManyRefusals, subject, hour, Largest(group)));
            }
        }
    }

    private void Know((string Key, string Network) use)
    {
        if (_known.Count > MostRemembered)
            _known.Clear();
        _known.Add(use);
    }

    private static bool IsOfCaller(AuditEntry row) =>
        row is { CallerKind: AuditCallerKind.Key or AuditCallerKind.Session, CallerId: not null };

    private static AuditEntry Largest(IEnumerable<AuditEntry> rows) => rows.MaxBy(row => row.Count)!;

    private static long HourOf(AuditEntry row) => AuditEventCount.HourOf(row.At);
}
