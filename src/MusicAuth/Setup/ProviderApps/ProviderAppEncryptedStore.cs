namespace MusicAuth.Setup.ProviderApps;

/// <summary>The client secrets of provider apps, for a change of the master key.</summary>
internal sealed class ProviderAppEncryptedStore(PlainSql sql, ScopedServices scopes, ProviderAppProtector protector)
    : FieldEncryptedStore<StoredProviderApp>(
        sql, scopes, "provider apps", StoredProviderAppMapping.Table, StoredProviderAppMapping.SecretColumn,
        nameof(StoredProviderApp.ProtectedClientSecret))
{
    protected override Guid IdOf(StoredProviderApp row) => row.Id;

    protected override byte[] ValueOf(StoredProviderApp row) => row.ProtectedClientSecret!;

    protected override byte[]? Reencrypt(StoredProviderApp row) =>
        protector.Reencrypt(row, row.ProtectedClientSecret!);

    protected override string Describe(StoredProviderApp row) => $"the {row.Provider} app";
}
