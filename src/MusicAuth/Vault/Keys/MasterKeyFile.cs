using System.Security.Cryptography;

namespace MusicAuth.Vault.Keys;

/// <summary>A master key's file: made once, and read only while nobody else can.</summary>
public sealed partial class MasterKeyFile(ILogger<MasterKeyFile> logger)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const string MountInfo = "/proc/self/mountinfo";

    /// <exception cref="MasterKeyUnusableException">The file is not readable, not a key, or open to others.</exception>
    public MasterKey Read(string path)
    {
        // One byte more than the longest key file shows that there is more.
        var content = new byte[MasterKey.EncodedLength + 3];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            RefuseOthers(path, stream);
            var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return MasterKey.Parse(content.AsSpan(0, length)) ?? throw new MasterKeyUnusableException(
                $"The master key file {path} does not contain exactly 32 bytes in base64 (44 characters). Restore the "
                + "key from your backup.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MasterKeyUnusableException(
                $"The master key file {path} is missing. Restore the key from your backup, or correct the path in "
                + "Vault:MasterKeyFile or Vault:PreviousMasterKeyFiles.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyUnusableException(
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

    /// <exception cref="MasterKeyUnusableException">The file cannot be made.</exception>
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
            throw new MasterKeyUnusableException(
                $"MusicAuth cannot create the master key file {path}. Make its folder writable, and free space on its "
                + "disk.",
                e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }

        Log.Made(logger, path);
        return key;
    }

    // The mode is that of the open file, so that nothing can be put in its place in between.
    private void RefuseOthers(string path, FileStream stream)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(stream.SafeFileHandle) & Others) == UnixFileMode.None)
            return;

        // Orchestrators mount secrets with modes that nobody can change.
        if (File.Exists(MountInfo) && ReadOnlyMounts.Contain(path, File.ReadLines(MountInfo)))
        {
            Log.ReadableByOthers(logger, path);
            return;
        }

        throw new MasterKeyUnusableException(
            $"Other users can read or write the master key file {path}. Run: chmod 600 {path}");
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "Made the master key {Path}. Back it up apart from the database: "
            + "without it, everything sealed there is lost.")]
        public static partial void Made(ILogger logger, string path);

        [LoggerMessage(3, LogLevel.Warning, "The master key {Path} can be read by other users; its mount is "
            + "read-only, so it is used all the same.")]
        public static partial void ReadableByOthers(ILogger logger, string path);
    }
}
