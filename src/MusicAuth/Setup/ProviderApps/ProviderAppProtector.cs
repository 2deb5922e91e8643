namespace MusicAuth.Setup.ProviderApps;

/// <summary>Encrypts the client secret of an app, bound to its row and generation.</summary>
internal sealed class ProviderAppProtector(FieldProtector fields)
{
    public void Protect(StoredProviderApp app, string? secret) =>
        app.ProtectedClientSecret = secret is null ? null : fields.Protect(FieldOf(app), secret);

    /// <returns>Null where no key decrypts the secret.</returns>
    public AppCredentials? Unprotect(StoredProviderApp app)
    {
        if (app.ProtectedClientSecret is null)
            return new AppCredentials(app.ClientId, ClientSecret: null);
        return fields.TryUnprotect(FieldOf(app), app.ProtectedClientSecret, out var secret)
            ? new AppCredentials(app.ClientId, secret)
            : null;
    }

    /// <summary>Encrypts the secret under the current master key.</summary>
    /// <returns>Null where no key decrypts it; the same array where the current key does.</returns>
    public byte[]? Reencrypt(StoredProviderApp app, byte[] secret) => fields.Reencrypt(FieldOf(app), secret);

    private static ProtectedField FieldOf(StoredProviderApp app) => new(
        StoredProviderAppMapping.Table, StoredProviderAppMapping.SecretColumn, app.Id, Guid.Empty, app.Provider,
        app.Generation);
}
