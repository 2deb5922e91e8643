using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Backups;

/// <summary>Collects the files of a backup: a copy of the database, and the master key if asked.</summary>
internal sealed class BackupCollector(
    IDatabaseSnapshot snapshot, SpilledTokens spilled, MasterKeyTransfer masterKey, TimeProvider time)
{
    /// <summary>Puts the files into the folder, and describes them.</summary>
    /// <exception cref="MasterKeyUnusableException">The backup cannot contain the only master key in use.</exception>
    public async Task<BackupManifest> CollectAsync(string folder, bool withKey, CancellationToken cancellationToken)
    {
        var createdAt = time.GetUtcNow();
        var database = Path.Combine(folder, BackupFile.DatabaseName);
        var tokens = spilled.Read();
        await snapshot.WriteAsync(database, cancellationToken);
        if (withKey)
            await masterKey.ExportAsync(Path.Combine(folder, BackupFile.KeyName), cancellationToken);
        var manifest = await CompleteAsync(database, tokens, createdAt, cancellationToken);
        await using var file = File.OpenRead(database);
        return manifest with
        {
            HasKey = withKey,
            DatabaseHash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)),
        };
    }

    private static async Task<BackupManifest> CompleteAsync(
        string database, IReadOnlyList<EncryptedTokenSet> tokens, DateTimeOffset createdAt,
        CancellationToken cancellationToken)
    {
        await using var copy = SqliteFile.Open(database);
        await SpilledTokens.ApplyAsync(copy, tokens, cancellationToken);
        var metadata = await copy.Set<InstanceMetadata>().AsNoTracking().SingleAsync(cancellationToken);
        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Version = ProductVersion.Text,
            CreatedAt = createdAt,
            InstanceId = metadata.InstanceId,
            KeyId = Convert.ToHexStringLower(metadata.KeyId),
            HasKey = false,
            Users = await copy.Set<User>().CountAsync(cancellationToken),
            Connections = await copy.Set<Grant>().CountAsync(cancellationToken),
            ApiKeys = await copy.Set<ApiKey>().CountAsync(cancellationToken),
            DatabaseHash = "",
        };
    }
}
