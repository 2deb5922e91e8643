using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Storage;

/// <summary>The tokens of a table, for a change of the master key.</summary>
internal abstract class TokenEncryptedStore(ScopedServices scopes, string table) : IEncryptedStore
{
    // In each value the key id follows the version, which is one byte.
    private readonly string _countSql =
        $"""
        SELECT key_id AS "KeyId", count(*) AS "Values" FROM (
            SELECT substr(access_token, 2, 8) AS key_id FROM {table}
            UNION ALL SELECT substr(refresh_token, 2, 8) FROM {table} WHERE refresh_token IS NOT NULL) AS tokens
        GROUP BY key_id
        """;

    public abstract string Name { get; }

    protected ScopedServices Scopes => scopes;

    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        await scopes.UseAsync(db =>
            db.Database.SqlQueryRaw<EncryptionKeyUsage>(_countSql).ToListAsync(cancellationToken));

    public abstract Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken);
}
