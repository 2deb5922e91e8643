namespace MusicAuth.Setup.ProviderApps;

/// <summary>Reads the provider apps that were set on the page, without EF.</summary>
internal sealed class ProviderAppReader(PlainSql sql)
{
    private const string Sql =
        "SELECT id, provider, client_id, client_secret, generation, \"check\", checked_at FROM provider_apps";

    public async Task<IReadOnlyList<StoredProviderApp>> ListAsync(CancellationToken cancellationToken) =>
        await sql.ListAsync(
            Sql,
            static row => new StoredProviderApp
            {
                Id = row.GetGuid(0),
                Provider = row.GetString(1),
                ClientId = row.GetString(2),
                ProtectedClientSecret = row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
                Generation = row.GetInt64(4),
                Check = Enum.Parse<AppCheckOutcome>(row.GetString(5)),
                CheckedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
            },
            cancellationToken);
}
