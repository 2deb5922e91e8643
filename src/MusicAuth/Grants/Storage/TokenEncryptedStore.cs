namespace MusicAuth.Grants.Storage;

/// <summary>The tokens of a table, for a change of the master key.</summary>
internal abstract class TokenEncryptedStore(PlainSql sql, ScopedServices scopes, string table) : IEncryptedStore
{
    // In each value the key id follows the version, which is one byte.
    private readonly string _countSql =
        $"""
        SELECT key_id, count(*) FROM (
            SELECT substr(access_token, 2, 8) AS key_id FROM {table}
            UNION ALL SELECT substr(refresh_token, 2, 8) FROM {table} WHERE refresh_token IS NOT NULL) AS tokens
        WHERE key_id <> @p0 GROUP BY key_id
        """;

    public abstract string Name { get; }

    protected ScopedServices Scopes => scopes;

    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(
        byte[] skippedKey, CancellationToken cancellationToken) =>
        await sql.ListAsync(_countSql, EncryptionKeyUsage.Read, cancellationToken, skippedKey);

    public abstract Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken);
}
