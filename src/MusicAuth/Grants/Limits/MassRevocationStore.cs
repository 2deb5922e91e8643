using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Limits;

/// <summary>
/// Detects that a provider has ended consents in mass: more within an hour than in the month before that hour. The
/// server learns of an ended consent at its next use, so later ones count too for three days.
/// </summary>
internal sealed class MassRevocationStore(MusicAuthDb db)
{
    public const int MinimumInHour = 3;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Discovery = TimeSpan.FromDays(3);

    /// <param name="provider">The wire name.</param>
    /// <param name="at">When a consent ended.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Whether a consent that ended then is one of many that ended together.</returns>
    public async Task<bool> IsPartOfAsync(string provider, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (since, to) = (at - Discovery, at + Hour);
        // Tokens that this server lost itself say nothing about the provider.
        var ended = await db.Set<Grant>()
            .Where(grant => grant.Provider == provider && grant.InvalidatedAt >= since && grant.InvalidatedAt <= to
                && (grant.Reason == ReauthorizationReason.Revoked
                    || grant.Reason == ReauthorizationReason.ConsentExpired))
            .OrderBy(grant => grant.InvalidatedAt).Select(grant => grant.InvalidatedAt!.Value)
            .ToListAsync(cancellationToken);
        return ended.Count >= MinimumInHour
            && ContainsMassHour(ended, await ListRecordedAsync(provider, since - Month, to, cancellationToken));
    }

    /// <summary>The providers that have ended consents in mass, of whose consents one could end now.</summary>
    public async Task<IReadOnlySet<string>> ListProvidersAsync(
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Discovery;
        var candidates = await db.Set<Grant>().Where(grant => grant.InvalidatedAt >= since)
            .Select(grant => grant.Provider).Distinct().ToListAsync(cancellationToken);
        HashSet<string> providers = new(StringComparer.Ordinal);
        foreach (var provider in candidates)
        {
            if (await IsPartOfAsync(provider, now, cancellationToken))
                providers.Add(provider);
        }

        return providers;
    }

    /// <param name="ended">When consents ended that are not renewed, in ascending order.</param>
    /// <param name="recorded">When any consents ended, in ascending order.</param>
    internal static bool ContainsMassHour(IReadOnlyList<DateTimeOffset> ended, IReadOnlyList<DateTimeOffset> recorded)
    {
        var (hourEnd, monthStart, monthEnd) = (0, 0, 0);
        for (var start = 0; start < ended.Count; start++)
        {
            while (hourEnd < ended.Count && ended[hourEnd] <= ended[start] + Hour)
                hourEnd++;
            while (monthStart < recorded.Count && recorded[monthStart] < ended[start] - Month)
                monthStart++;
            while (monthEnd < recorded.Count && recorded[monthEnd] < ended[start])
                monthEnd++;
            var inHour = hourEnd - start;
            if (inHour >= MinimumInHour && inHour > monthEnd - monthStart)
                return true;
        }

        return false;
    }

    // A renewed grant no longer says when it ended, but the audit log does.
    private Task<List<DateTimeOffset>> ListRecordedAsync(
        string provider, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        string[] reasons =
        [
            TokenProblem.ToWireName(ReauthorizationReason.Revoked),
            TokenProblem.ToWireName(ReauthorizationReason.ConsentExpired),
        ];
        return db.Set<AuditEntry>()
            .Where(entry => entry.Kind == AuditKind.ReauthorizationRequired && entry.Provider == provider
                && entry.At >= from && entry.At <= to && reasons.Contains(entry.Data))
            .OrderBy(entry => entry.At).Select(entry => entry.At).ToListAsync(cancellationToken);
    }
}
