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
        var metadata = await database.InspectAsync(MasterKeyLoader.ReadCurrentMetadataAsync, cancellationToken);
        if (metadata is null)
            return false;
        // With metadata the loader creates no key.
        masterKey.Load(metadata);
        _isOpen = true;
        return true;
    }
}
