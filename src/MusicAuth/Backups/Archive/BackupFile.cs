using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using MusicAuth.Backups.Age;

namespace MusicAuth.Backups.Archive;

/// <summary>A backup: a gzipped tar file, encrypted with a passphrase as an age file.</summary>
internal static class BackupFile
{
    public const string Extension = ".tar.gz.age";
    public const string DatabaseName = "musicauth.db";
    public const string KeyName = "master.key";
    private const string ManifestName = "manifest.json";
    private const int BufferBytes = 64 * 1024;
    private const int MaxManifestBytes = 64 * 1024;
    private const int MaxKeyBytes = 1024;

    private const string Foreign = "The file is no backup of MusicAuth.";

    /// <summary>Writes the backup durably. The file must not exist.</summary>
    /// <param name="file">The path of the new file.</param>
    /// <param name="passphrase">Encrypts the file.</param>
    /// <param name="workFactor">See <see cref="BackupOptions.WorkFactor"/>.</param>
    /// <param name="manifest">Describes the content of the folder.</param>
    /// <param name="folder">Contains the database, and the master key where the backup is to contain it.</param>
    public static void Write(
        string file, string passphrase, int workFactor, BackupManifest manifest, string folder)
    {
        using var stream = DurableFile.CreateNew(file);
        using var encrypted = new AgeWriter(stream, passphrase, workFactor);
        using (var zip = new GZipStream(encrypted, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest);
            using (var content = new MemoryStream(json))
                Add(tar, ManifestName, content);
            foreach (var name in manifest.HasKey ? new[] { DatabaseName, KeyName } : [DatabaseName])
            {
                using var content = File.OpenRead(Path.Combine(folder, name));
                Add(tar, name, content);
            }
        }

        encrypted.Complete();
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Decrypts the whole backup, and checks its database against the manifest.</summary>
    /// <param name="folder">Where the files go; null to check the backup only.</param>
    /// <exception cref="BackupException">The backup is damaged or foreign, or the passphrase is wrong.</exception>
    public static BackupManifest Read(Stream file, string passphrase, string? folder)
    {
        try
        {
            using var decrypted = new AgeReader(file, passphrase);
            using var zip = new GZipStream(decrypted, CompressionMode.Decompress);
            using var tar = new TarReader(zip);
            var manifest = ReadManifest(tar);
            RequireDatabase(manifest, tar, folder);
            if (manifest.HasKey)
                Extract(Next(tar, KeyName), folder, KeyName, MaxKeyBytes);
            // The end of the tar file is not the end of the age file.
            zip.CopyTo(Stream.Null);
            decrypted.CopyTo(Stream.Null);
            return manifest;
        }
        catch (AgeFormatException e)
        {
            throw new BackupException(e.Message, e);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new BackupException(Foreign, e);
        }
    }

    private static BackupManifest ReadManifest(TarReader tar)
    {
        using var content = new MemoryStream();
        Copy(Next(tar, ManifestName), content, MaxManifestBytes);
        var manifest = JsonSerializer.Deserialize(content.ToArray(), BackupJson.Default.BackupManifest)
            ?? throw new BackupException(Foreign);
        return manifest.Format == BackupManifest.CurrentFormat
            ? manifest
            : throw new BackupException(
                $"MusicAuth {manifest.Version} made this backup, which this version cannot read. Update MusicAuth.");
    }

    private static void RequireDatabase(BackupManifest manifest, TarReader tar, string? folder)
    {
        var hash = Extract(Next(tar, DatabaseName), folder, DatabaseName, long.MaxValue);
        if (Convert.ToHexStringLower(hash) != manifest.DatabaseHash)
            throw new BackupException("The database in the backup is damaged.");
    }

    private static void Add(TarWriter tar, string name, Stream content) => tar.WriteEntry(new PaxTarEntry(
        TarEntryType.RegularFile, name)
    {
        DataStream = content,
        Mode = DurableFile.OwnerOnly,
    });

    private static TarEntry Next(TarReader tar, string name) =>
        tar.GetNextEntry() is { EntryType: TarEntryType.RegularFile } entry && entry.Name == name
            ? entry
            : throw new BackupException(Foreign);

    // The names are fixed, so no entry can leave the folder.
    private static byte[] Extract(TarEntry entry, string? folder, string name, long maxBytes)
    {
        using var hash = SHA256.Create();
        using var target = folder is null ? Stream.Null : DurableFile.CreateNew(Path.Combine(folder, name));
        using var hashing = new CryptoStream(target, hash, CryptoStreamMode.Write);
        Copy(entry, hashing, maxBytes);
        hashing.FlushFinalBlock();
        return hash.Hash!;
    }

    private static void Copy(TarEntry entry, Stream target, long maxBytes)
    {
        if (entry.Length > maxBytes || entry.DataStream is not { } content)
            throw new BackupException(Foreign);
        content.CopyTo(target, BufferBytes);
    }
}
