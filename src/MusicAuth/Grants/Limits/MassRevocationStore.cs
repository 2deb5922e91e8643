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
    /// <param name="invalidatedAt">When one of the consents ended.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Whether it is one of many that ended together.</returns>
    public async Task<bool> IsPartOfAsync(
        string provider, DateTimeOffset invalidatedAt, CancellationToken cancellationToken)
    {
        var (from, to) = (invalidatedAt - Discovery - Month, invalidatedAt + Hour);
        // Tokens that this server lost itself say nothing about the provider.
        var ended = await db.Set<Grant>()
            .Where(grant => grant.Provider == provider && grant.InvalidatedAt >= from && grant.InvalidatedAt <= to
                && (grant.Reason == ReauthorizationReason.Revoked
                    || grant.Reason == ReauthorizationReason.ConsentExpired))
            .OrderBy(grant => grant.InvalidatedAt).Select(grant => grant.InvalidatedAt!.Value)
            .ToListAsync(cancellationToken);
        return ContainsMassHour(ended, invalidatedAt - Discovery);
    }

    /// <param name="ended">In ascending order.</param>
    /// <param name="since">The first instant at which such an hour can begin.</param>
    internal static bool ContainsMassHour(IReadOnlyList<DateTimeOffset> ended, DateTimeOffset since)
    {
        var (monthStart, hourEnd) = (0, 0);
        for (var start = 0; start < ended.Count; start++)
        {
            while (ended[monthStart] < ended[start] - Month)
                monthStart++;
            while (hourEnd < ended.Count && ended[hourEnd] <= ended[start] + Hour)
                hourEnd++;
            var inHour = hourEnd - start;
            if (ended[start] >= since && inHour >= MinimumInHour && inHour > start - monthStart)
                return true;
        }

        return false;
    }
}
