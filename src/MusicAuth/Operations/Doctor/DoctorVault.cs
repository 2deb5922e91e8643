using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Operations.Doctor;

/// <summary>Opens the database and loads the master keys for the checks, without changing anything.</summary>
internal sealed class DoctorVault(IServiceProvider services, MasterKeyLoader masterKey, DerivedKeySet keys)
{
    private bool _isOpen;

    /// <returns>False where there is no database of this version yet.</returns>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen || keys.IsLoaded)
            return true;
        var database = services.GetRequiredService<IDatabaseStartup>();
        // With metadata the loader creates no key.
        if (await database.InspectAsync(ReadAsync, cancellationToken) is not { } metadata)
            return false;
        masterKey.Load(metadata);
        _isOpen = true;
        return true;
    }

    private static async Task<InstanceMetadata?> ReadAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is null || (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
            ? null
            : await MasterKeyLoader.ReadMetadataAsync(db, cancellationToken);
}
