using System.Security;
using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Rollback;

/// <summary>The mark beside the master key, which does not go back in time with the database.</summary>
public sealed partial class RollbackRecordFile(IOptions<VaultOptions> options, ILogger<RollbackRecordFile> logger)
{
    private bool _hasWarned;

    /// <summary>The mark of an instance that is furthest, or null where there is none.</summary>
    /// <param name="instanceId">
    /// Whose; null where the database does not tell. A former key's mark can be another instance's, and further.
    /// </param>
    public RollbackRecord? Read(Guid? instanceId = null) => options.Value.RollbackRecordFiles.Select(Read).OfType<RollbackRecord>()
        .Where(mark => instanceId is null || mark.InstanceId == instanceId)
        .OrderByDescending(mark => (mark.Epoch, mark.Commits)).FirstOrDefault();

    /// <summary>Puts it there, unless a process that shares the file has come further.</summary>
    /// <returns>False where the folder takes nothing.</returns>
    public bool Write(RollbackRecord mark)
    {
        try
        {
            var path = options.Value.MarkFile;
            if (Read(path) is { } there && there.InstanceId == mark.InstanceId
                && (there.IsNewerThan(mark.Epoch, mark.Commits) || there.ToString() == mark.ToString()))
                return true;
            DurableFile.Replace(path, mark.Serialize());
            _hasWarned = false;
            return true;
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            Warn(failure);
            return false;
        }
    }

    /// <summary>Whether a mark could be put there.</summary>
    public bool IsWritable()
    {
        try
        {
            var probe = options.Value.MarkFile + ".probe";
            DurableFile.Replace(probe, []);
            DurableFile.Delete(probe);
            return true;
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            Warn(failure);
            return false;
        }
    }

    private RollbackRecord? Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            if (RollbackRecord.Parse(File.ReadAllText(path)) is { } mark)
                return mark;
            Log.Damaged(logger, path);
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            Log.NotReadable(logger, failure, path);
        }

        return null;
    }

    // Orchestrators mount keys read-only: once is enough.
    private void Warn(Exception failure)
    {
        if (!_hasWarned)
            Log.NotWritable(logger, failure, options.Value.MarkFile);
        _hasWarned = true;
    }

    private static bool IsDisk(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SecurityException;

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Warning, "The mark {Path} cannot be written: an older copy of the database that is "
            + "put back will not be noticed. Name a file in a writable folder apart from it in Vault:MarkFile")]
        public static partial void NotWritable(ILogger logger, Exception failure, string path);

        [LoggerMessage(6, LogLevel.Warning, "The mark {Path} is no mark of MusicAuth; it is written anew")]
        public static partial void Damaged(ILogger logger, string path);

        [LoggerMessage(7, LogLevel.Warning, "The mark {Path} cannot be read")]
        public static partial void NotReadable(ILogger logger, Exception failure, string path);
    }
}
