namespace MusicAuth.Vault.Keys;

/// <summary>The columns whose values only the keys of this instance decrypt.</summary>
internal static class EncryptedColumns
{
    public static readonly IReadOnlyList<(string Table, string Column)> All =
    [
        ("data_protection_keys", "xml"),
        ("grants", "access_token"),
        ("grants", "refresh_token"),
        ("pending_links", "access_token"),
        ("pending_links", "refresh_token"),
        ("provider_apps", "client_secret"),
        ("notice_channels", "address"),
        ("calendar_feeds", "secret"),
    ];

    /// <summary>Whether the database has an encrypted value. An older schema lacks some of the columns.</summary>
    public static async Task<bool> HaveValuesAsync(PlainConnection database, CancellationToken cancellationToken)
    {
        foreach (var (table, column) in All)
        {
            if (await database.HasColumnAsync(table, column, cancellationToken) && await database.AnyAsync(
                $"SELECT 1 FROM {table} WHERE {column} IS NOT NULL LIMIT 1", cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
