using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Setup.ProviderApps;

/// <summary>The client secrets of provider apps, for a change of the master key.</summary>
internal sealed class ProviderAppEncryptedStore(ScopedServices scopes, ProviderAppProtector protector)
    : IEncryptedStore
{
    public string Name => "provider apps";

    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        [
            .. (await ListAsync(cancellationToken))
                .GroupBy(
                    app => Convert.ToHexString(FieldProtector.ReadKeyId(app.ProtectedClientSecret)),
                    StringComparer.Ordinal)
                .Select(group => new EncryptionKeyUsage
                {
                    KeyId = Convert.FromHexString(group.Key),
                    Values = group.Count(),
                }),
        ];

    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        List<string> undecryptable = [];
        foreach (var app in await ListAsync(cancellationToken))
        {
            var before = app.ProtectedClientSecret!;
            var after = protector.Reencrypt(app, before);
            if (after is null)
                undecryptable.Add($"the {app.Provider} app");
            else if (ReferenceEquals(after, before))
                continue;
            else if (await scopes.UseAsync(db => ReplaceAsync(db, app, after, cancellationToken)) == 0)
                conflicts++;
            else
                reencrypted++;
        }

        return new(reencrypted, conflicts, undecryptable);
    }

    private Task<List<StoredProviderApp>> ListAsync(CancellationToken cancellationToken) => scopes.UseAsync(db =>
        db.Set<StoredProviderApp>().AsNoTracking().Where(app => app.ProtectedClientSecret != null)
            .OrderBy(app => app.Provider).ToListAsync(cancellationToken));

    private static Task<int> ReplaceAsync(
        MusicAuthDb db, StoredProviderApp app, byte[] secret, CancellationToken cancellationToken) =>
        db.Set<StoredProviderApp>()
            .Where(row => row.Id == app.Id && row.ProtectedClientSecret == app.ProtectedClientSecret)
            .ExecuteUpdateAsync(
                row => row.SetProperty(stored => stored.ProtectedClientSecret, secret), cancellationToken);
}
