namespace MusicAuth.Persistence;

/// <summary>Compares the migrations of a database with those of this version.</summary>
internal static class MigrationHistory
{
    /// <summary>Refuses a database whose migrations this version does not know.</summary>
    /// <returns>Whether the database has a schema.</returns>
    public static bool RequireKnown(
        IReadOnlyList<string> known, IReadOnlyCollection<string> applied, string database)
    {
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

    /// <summary>Lists the applied migrations.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="hasTableSql">A query that has a row where EF's table exists.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<IReadOnlyCollection<string>> ListAppliedAsync(
        PlainConnection database, string hasTableSql, CancellationToken cancellationToken) =>
        await database.AnyAsync(hasTableSql, cancellationToken)
            ? await database.ListAsync(
                """SELECT "MigrationId" FROM "__EFMigrationsHistory" """, static row => row.GetString(0),
                cancellationToken)
            : [];
}
