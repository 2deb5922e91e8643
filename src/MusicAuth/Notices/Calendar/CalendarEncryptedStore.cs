using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Calendar;

/// <summary>The secrets of calendar feeds, for a change of the master key.</summary>
internal sealed class CalendarEncryptedStore(ScopedServices scopes, CalendarProtector protector) : IEncryptedStore
{
    public string Name => "calendar feeds";

    // In each value the key id follows the version, which is one byte.
    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        await scopes.UseAsync(db => db.Database.SqlQueryRaw<EncryptionKeyUsage>(
            """
            SELECT substr(secret, 2, 8) AS "KeyId", count(*) AS "Values" FROM calendar_feeds
            GROUP BY substr(secret, 2, 8)
            """).ToListAsync(cancellationToken));

    /// <remarks>A feed that no key decrypts still serves its address, which the page cannot show any more.</remarks>
    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        List<string> undecryptable = [];
        var feeds = await scopes.UseAsync(db =>
            db.Set<CalendarFeed>().AsNoTracking().OrderBy(feed => feed.Id).ToListAsync(cancellationToken));
        foreach (var feed in feeds)
        {
            var secret = protector.Reencrypt(feed);
            if (secret is null)
                undecryptable.Add($"calendar feed {feed.Id}");
            if (secret is null || ReferenceEquals(secret, feed.ProtectedSecret))
                continue;
            if (await scopes.UseAsync(db => ReplaceAsync(db, feed, secret, cancellationToken)) == 0)
                conflicts++;
            else
                reencrypted++;
        }

        return new(reencrypted, conflicts, undecryptable);
    }

    private static Task<int> ReplaceAsync(
        MusicAuthDb db, CalendarFeed feed, byte[] secret, CancellationToken cancellationToken) => db.Set<CalendarFeed>()
        .Where(row => row.Id == feed.Id && row.ProtectedSecret == feed.ProtectedSecret)
        .ExecuteUpdateAsync(row => row.SetProperty(stored => stored.ProtectedSecret, secret), cancellationToken);
}
