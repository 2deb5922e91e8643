using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.Rotation;

/// <summary>One encrypted column of a table, for a change of the master key.</summary>
/// <param name="sql">Counts the values.</param>
/// <param name="scopes">Opens a database context for each step.</param>
/// <param name="name">The name in messages to the operator.</param>
/// <param name="table">The table.</param>
/// <param name="column">The encrypted column.</param>
/// <param name="property">The property of the encrypted column. The key of the table is <c>Id</c>.</param>
internal abstract class FieldEncryptedStore<TRow>(
    PlainSql sql, ScopedServices scopes, string name, string table, string column, string property) : IEncryptedStore
    where TRow : class
{
    public string Name => name;

    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(
        byte[] skippedKey, CancellationToken cancellationToken) =>
        // In each value the key id follows the version, which is one byte.
        await sql.ListAsync(
            $"""
            SELECT substr({column}, 2, 8) AS key_id, count(*) FROM {table}
            WHERE {column} IS NOT NULL AND substr({column}, 2, 8) <> @p0 GROUP BY key_id
            """,
            EncryptionKeyUsage.Read, cancellationToken, skippedKey);

    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        List<string> undecryptable = [];
        await foreach (var batch in ReadAsync(cancellationToken))
        {
            foreach (var row in batch)
            {
                var before = ValueOf(row);
                var after = Reencrypt(row);
                if (after is null)
                    undecryptable.Add(Describe(row));
                else if (ReferenceEquals(after, before))
                    continue;
                else if (await ReplaceAsync(IdOf(row), before, after, cancellationToken) == 0)
                    conflicts++;
                else
                    reencrypted++;
            }
        }

        return new(reencrypted, conflicts, undecryptable);
    }

    public async Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken)
    {
        List<string> undecryptable = [];
        await foreach (var batch in ReadAsync(cancellationToken))
            undecryptable.AddRange(batch.Where(row => Reencrypt(row) is null).Select(Describe));
        return undecryptable;
    }

    protected abstract Guid IdOf(TRow row);

    protected abstract byte[] ValueOf(TRow row);

    /// <returns>Null where no key decrypts the value; the same array where the current key does.</returns>
    protected abstract byte[]? Reencrypt(TRow row);

    /// <summary>The name of the row in messages to the operator.</summary>
    protected abstract string Describe(TRow row);

    private IAsyncEnumerable<List<TRow>> ReadAsync(CancellationToken cancellationToken) =>
        RowBatches.ReadAsync<TRow>(
            scopes, rows => rows.Where(row => EF.Property<byte[]?>(row, property) != null), IdOf, cancellationToken);

    // A value that changed meanwhile stays as the other writer left it.
    private Task<int> ReplaceAsync(Guid id, byte[] before, byte[] after, CancellationToken cancellationToken) =>
        scopes.UseAsync(db => db.Set<TRow>()
            .Where(row => EF.Property<Guid>(row, "Id") == id && EF.Property<byte[]>(row, property) == before)
            .ExecuteUpdateAsync(
                row => row.SetProperty(stored => EF.Property<byte[]>(stored, property), after), cancellationToken));
}
