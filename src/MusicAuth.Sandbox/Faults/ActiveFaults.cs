namespace MusicAuth.Sandbox.Faults;

/// <summary>The active faults. Each request uses up one occurrence.</summary>
internal sealed class ActiveFaults(SandboxOptions options)
{
    private readonly Lock _gate = new();
    private FaultPlan _plan = new();

    public FaultPlan Plan => Volatile.Read(ref _plan);

    public RotationRule RotationRule =>
        new(Plan.Rotation ?? options.Rotation, TimeSpan.FromSeconds(Plan.RotationGraceSeconds));

    public bool DeezerQuota => Plan.DeezerQuota ?? options.DeezerQuota;

    public int? SpotifyRateLimit =>
        (Plan.SpotifyRateLimit ?? options.SpotifyRateLimit) is > 0 and var limit ? limit : null;

    public void Reset() => Replace(new());

    public void Replace(FaultPlan plan) => Volatile.Write(ref _plan, plan);

    /// <summary>The rules for this request: all that change the response, and the first that replaces it.</summary>
    public IReadOnlyList<FaultRule> Take(
        string provider, string surface, string method, string path, RequestIdentity? requester = null)
    {
        if (Plan.Rules.Count == 0) return [];
        var hits = new List<FaultRule>();
        lock (_gate)
        {
            var replaced = false;
            foreach (var rule in Plan.Rules.Where(rule => Matches(rule, provider, surface, method, path)
                && IsOf(rule, requester)))
            {
                var replaces = FaultKinds.IsReplacing(rule.Kind);
                if (replaces && replaced) continue;
                if (rule.Seen++ < rule.After || rule.Hits >= (rule.Times ?? int.MaxValue)) continue;
                rule.Hits++;
                replaced |= replaces;
                hits.Add(rule);
            }
        }

        return hits;
    }

    /// <summary>Whether a rule depends on the user or the grant type of a request.</summary>
    public bool AsksRequester => Plan.Rules.Any(rule => rule.Person is not null || rule.Grant is not null);

    private static bool IsOf(FaultRule rule, RequestIdentity? requester) =>
        (rule.Person is null || rule.Person == requester?.User)
        && (rule.Grant is null || rule.Grant == requester?.Grant);

    private static bool Matches(FaultRule rule, string provider, string surface, string method, string path) =>
        (rule.Provider is null || rule.Provider == provider)
        && (FaultKinds.Surface(rule) is "any" || FaultKinds.Surface(rule) == surface)
        && (rule.Method is null || string.Equals(rule.Method, method, StringComparison.OrdinalIgnoreCase))
        && (rule.Path is null || path.Contains(rule.Path, StringComparison.Ordinal));
}
