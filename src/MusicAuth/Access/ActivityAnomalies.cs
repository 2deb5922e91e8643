namespace MusicAuth.Access;

/// <summary>Something odd, found once.</summary>
/// <param name="Flag">What is odd.</param>
/// <param name="Subject">The caller or the network.</param>
/// <param name="Hour">In which hour.</param>
/// <param name="Row">The line that shows it.</param>
public sealed record ActivityAnomaly(ActivityOddities Flag, string Subject, long Hour, Activity Row);

/// <summary>
/// Looks for what is odd in lines that are about to be written: simple rules over the lines of before, so that a
/// person sees what to look at. Used by one writer at a time.
/// </summary>
public sealed class ActivityAnomalies
{
    public const int FewestForTenfold = 100;
    public const int FewestRefusals = 20;

    internal static readonly ActivityKind[] Refusals =
        [ActivityKind.SignInFailed, ActivityKind.KeyRefused, ActivityKind.ScopeRefused];

    private const int MostRemembered = 20_000;
    private const int Tenfold = 10;

    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    // What is usual for a caller cannot be known of its first day.
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    // What is remembered saves questions; each answer can be had from the lines again.
    private readonly HashSet<(string Key, string Network)> _known = [];
    private readonly HashSet<(ActivityOddities, string, long)> _told = [];
    private readonly Dictionary<(string Caller, long Hour), long> _limits = [];

    /// <summary>Flags the lines, and gives what was not found before.</summary>
    internal async Task<IReadOnlyList<ActivityAnomaly>> JudgeAsync(
        IReadOnlyList<Activity> rows, ActivityBatchStore store, CancellationToken cancellationToken)
    {
        List<ActivityAnomaly> found =
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
    internal void Remember(IReadOnlyList<ActivityAnomaly> found)
    {
        if (_told.Count > MostRemembered)
            _told.Clear();
        foreach (var anomaly in found)
        {
            if (anomaly.Flag == ActivityOddities.NewNetwork)
                _known.Add((anomaly.Row.CallerId!, anomaly.Row.Address!));
            else
                _told.Add((anomaly.Flag, anomaly.Subject, anomaly.Hour));
        }
    }

    private async Task<List<ActivityAnomaly>> FindNewNetworksAsync(
        IReadOnlyList<Activity> rows, ActivityBatchStore store, CancellationToken cancellationToken)
    {
        List<ActivityAnomaly> found = [];
        HashSet<string> beginners = new(StringComparer.Ordinal);
        // A refused key was not used, or else a guess would make its network a known one.
        var uses = rows
            .Where(row => row is { CallerKind: ActivityCallerKind.Key, CallerId: not null, Address: not null }
                && row.Kind != ActivityKind.KeyRefused)
            .OrderBy(row => row.At)
            .GroupBy(row => (Key: row.CallerId!, Network: row.Address!));
        foreach (var use in uses.Where(use => !_known.Contains(use.Key)))
        {
            if (await store.WasUsedAsync(use.Key.Key, use.Key.Network, cancellationToken))
                Know(use.Key);
            else if (beginners.Contains(use.Key.Key) || await store.WasUsedAsync(use.Key.Key, null, cancellationToken))
                found.Add(new(ActivityOddities.NewNetwork, use.Key.Key, HourOf(use.First()), use.First()));
            else
                beginners.Add(use.Key.Key);
        }

        return found;
    }

    private async Task<List<ActivityAnomaly>> FindTenfoldRatesAsync(
        IReadOnlyList<Activity> rows, ActivityBatchStore store, CancellationToken cancellationToken)
    {
        List<ActivityAnomaly> found = [];
        foreach (var hour in rows.Where(IsOfCaller).GroupBy(HourOf))
        {
            var callers = hour.GroupBy(row => row.CallerId!, StringComparer.Ordinal)
                .Where(caller => !_told.Contains((ActivityOddities.TenfoldRate, caller.Key, hour.Key))).ToList();
            if (callers.Count == 0)
                continue;
            var before = await store.CountAsync([.. callers.Select(caller => caller.Key)], hour.Key, cancellationToken);
            foreach (var caller in callers)
            {
                var count = before.GetValueOrDefault(caller.Key) + caller.Sum(row => row.Count);
                if (count >= FewestForTenfold
                    && count >= await LimitOfAsync(caller.Key, hour.Key, store, cancellationToken))
                    found.Add(new(ActivityOddities.TenfoldRate, caller.Key, hour.Key, Largest(caller)));
            }
        }

        return found;
    }

    private async Task<long> LimitOfAsync(
        string caller, long hour, ActivityBatchStore store, CancellationToken cancellationToken)
    {
        if (_limits.TryGetValue((caller, hour), out var known))
            return known;
        var now = ActivityTally.BeginningOf(hour);
        var (count, since) = await store.SumAsync(caller, now - Usual, now, cancellationToken);
        var limit = since is { } first && now - first >= FirstDay
            ? (long)Math.Ceiling(Tenfold * count / (now - first).TotalHours)
            : long.MaxValue;
        if (_limits.Count > MostRemembered)
            _limits.Clear();
        return _limits[(caller, hour)] = limit;
    }

    private async Task<List<ActivityAnomaly>> FindManyRefusalsAsync(
        IReadOnlyList<Activity> rows, ActivityBatchStore store, CancellationToken cancellationToken)
    {
        List<ActivityAnomaly> found = [];
        var refused = rows.Where(row => Refusals.Contains(row.Kind)).ToList();
        await LookAsync(refused.Where(IsOfCaller).GroupBy(row => (row.CallerId!, HourOf(row))), isCaller: true);
        await LookAsync(
            refused.Where(row => row.Address is not null).GroupBy(row => (row.Address!, HourOf(row))), isCaller: false);
        return found;

        async Task LookAsync(IEnumerable<IGrouping<(string Subject, long Hour), Activity>> groups, bool isCaller)
        {
            foreach (var group in groups)
            {
                var (subject, hour) = group.Key;
                if (_told.Contains((ActivityOddities.ManyRefusals, subject, hour)))
                    continue;
                var before = await store.CountRefusalsAsync(
                    isCaller ? subject : null, isCaller ? null : subject, hour, cancellationToken);
                if (before + group.Sum(row => row.Count) >= FewestRefusals)
                    found.Add(new(ActivityOddities.ManyRefusals, subject, hour, Largest(group)));
            }
        }
    }

    private void Know((string Key, string Network) use)
    {
        if (_known.Count > MostRemembered)
            _known.Clear();
        _known.Add(use);
    }

    private static bool IsOfCaller(Activity row) =>
        row is { CallerKind: ActivityCallerKind.Key or ActivityCallerKind.Session, CallerId: not null };

    private static Activity Largest(IEnumerable<Activity> rows) => rows.MaxBy(row => row.Count)!;

    private static long HourOf(Activity row) => ActivityTally.HourOf(row.At);
}
