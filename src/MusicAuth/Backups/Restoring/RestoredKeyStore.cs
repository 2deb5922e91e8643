using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Backups.Restoring;

/// <summary>Reads the API keys that a restore has brought back.</summary>
internal sealed class RestoredKeyStore(MusicAuthDb db)
{
    public Task<List<string>> ListNamesAsync(
        Guid userId, DateTimeOffset madeAt, CancellationToken cancellationToken) => db.Set<ApiKey>().AsNoTracking()
        .Where(key => key.UserId == userId && key.CreatedAt <= madeAt).OrderBy(key => key.Name)
        .Select(key => key.Name).ToListAsync(cancellationToken);
}
