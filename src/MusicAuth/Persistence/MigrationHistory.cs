using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence;

/// <summary>Refuses a database whose migrations this version does not know.</summary>
internal static class MigrationHistory
{
    public static async Task<bool> RequireKnownAsync(
        MusicAuthDb db, string database, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var unknown = applied.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Exists(migration => string.CompareOrdinal(migration, known[0]) < 0))
        {
            throw new DatabaseUnusableException(
                $"A development version from before 0.1.0 created the database {database}, and no later version "
                + "upgrades its schema. This version did not change it. Move the database away and start once with "
                + "--accept-rollback: every user then signs in again.");
        }

        return unknown.Count == 0
            ? applied.Count > 0
            : throw new DatabaseUnusableException(
                $"A newer MusicAuth created the database {database}, and this version did not change it. Start the "
                + "newer version again, or restore the backup from before the upgrade.");
    }
}
