using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Operations.Doctor;

/// <summary>Opens the database and loads the master keys for the checks, without changing anything.</summary>
internal sealed class DoctorVault(IServiceProvider services, MasterKeyLoader masterKey, DerivedKeySet keys)
{
    private bool? _isOpen;

    /// <returns>False where there is no database of this version yet.</returns>
    /// <exception cref="MasterKeyUnusableException">The start would end with it too.</exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen is { } isOpen)
            return isOpen;
        if (keys.IsLoaded)
            return true;
        var database = services.GetRequiredService<IDatabaseStartup>();
        // With metadata the loader creates no key.
        if (await database.InspectAsync(ReadAsync, cancellationToken) is not { Metadata: { } metadata } found)
            return false;
        // Also before the migrations, as at the start.
        masterKey.Load(metadata);
        _isOpen = found.IsCurrent;
        return found.IsCurrent;
    }

    private static async Task<(InstanceMetadata? Metadata, bool IsCurrent)> ReadAsync(
        MusicAuthDb? db, CancellationToken cancellationToken) => db is null
        ? (null, false)
        : (await MasterKeyLoader.ReadMetadataAsync(db, cancellationToken),
            !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any());
}
