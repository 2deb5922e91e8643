using System.Security.Cryptography;

namespace MusicAuth.Vault.Keys;

/// <summary>Creates and reads the file of a master key, which no other user can be allowed to read.</summary>
internal sealed partial class MasterKeyFile(ILogger<MasterKeyFile> logger)
{
    public const UnixFileMode OtherUsers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const string MountInfo = "/proc/self/mountinfo";

    public MasterKey Read(string path)
    {
        // One byte more than the longest key file, to detect a longer file.
        var content = new byte[MasterKey.EncodedLength + 3];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            RequirePrivate(path, stream);
            var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return MasterKey.Parse(content.AsSpan(0, length)) ?? throw Unusable(
                path,
                $"The master key file {path} does not contain exactly 32 bytes in base64 (44 characters). Restore the "
                + "key from your backup.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unusable(
                path,
                $"The master key file {path} is missing. Restore the key from your backup, or correct the path in "
                + "Vault:MasterKeyFile or Vault:PreviousMasterKeyFiles.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(
                path,
                Directory.Exists(path)
                    ? $"The master key file {path} is a folder. Set the path of the file itself."
                    : $"This user cannot read the master key file {path}. Make the file readable for this user only.",
                e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public MasterKey Create(string path)
    {
        var key = MasterKey.Generate();
        var text = key.Export();
        try
        {
            PrivateDirectory.Create(Path.GetDirectoryName(path)!);
            DurableFile.WriteNew(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw Unusable(
                path,
                $"MusicAuth cannot create the master key file {path}. Make its folder writable, and free space on its "
                + "disk.",
                e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }

        Log.Created(logger, path);
        return key;
    }

    // Reads the mode of the open file, so that no other file can replace it between check and use.
    private void RequirePrivate(string path, FileStream stream)
    {
        if (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(stream.SafeFileHandle) & OtherUsers) == UnixFileMode.None)
        {
            return;
        }

        // Orchestrators mount secrets with modes that an operator cannot change.
        if (File.Exists(MountInfo) && ReadOnlyMounts.Contain(path, File.ReadLines(MountInfo)))
        {
            Log.ReadableByOthers(logger, path);
            return;
        }

        throw Unusable(path, $"Other users can read or write the master key file {path}. Run: chmod 600 {path}");
    }

    private static MasterKeyUnusableException Unusable(string path, string message, Exception? cause = null) =>
        new(message, cause) { File = path };

    private static partial class Log
    {
        [LoggerMessage(7002, LogLevel.Warning, "Created the master key {Path}. Back it up apart from the database: "
            + "without the key, the encrypted data is lost.")]
        public static partial void Created(ILogger logger, string path);

        [LoggerMessage(7003, LogLevel.Warning, "Other users can read the master key {Path}. MusicAuth uses it anyway, "
            + "because its mount is read-only.")]
        public static partial void ReadableByOthers(ILogger logger, string path);
    }
}
