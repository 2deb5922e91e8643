using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Rollback;

/// <summary>The file of the rollback record, beside the master key: a restore of the database does not restore it.
/// </summary>
internal sealed partial class RollbackRecordFile(IOptions<VaultOptions> options, ILogger<RollbackRecordFile> logger)
{
    private bool _hasWarned;

    /// <param name="instanceId">
    /// The instance of the database; null where the database is empty. The file beside a previous master key can belong
    /// to another instance.
    /// </param>
    public RollbackRecord? Read(Guid? instanceId = null) => Newest(ReadAll(), instanceId);

    /// <summary>Reads the record, and those beside previous master keys.</summary>
    public IReadOnlyList<RollbackRecord> ReadAll() =>
        [.. options.Value.RollbackRecordFiles.Select(ReadFile).OfType<RollbackRecord>()];

    /// <inheritdoc cref="Read"/>
    public static RollbackRecord? Newest(IEnumerable<RollbackRecord> records, Guid? instanceId) => records
        .Where(record => instanceId is null || record.InstanceId == instanceId)
        .MaxBy(record => (record.Epoch, record.Commits));

    public bool Write(RollbackRecord record) => TryWrite(() =>
    {
        var path = options.Value.MarkFile;
        if (ReadFile(path) is { } stored && stored.InstanceId == record.InstanceId
            && (stored.IsNewerThan(record.Epoch, record.Commits) || stored.ToString() == record.ToString()))
        {
            return;
        }

        DurableFile.Replace(path, record.Serialize());
        _hasWarned = false;
    });

    public bool IsWritable() => TryWrite(() =>
    {
        var probe = options.Value.MarkFile + ".probe";
        DurableFile.Replace(probe, []);
        DurableFile.Delete(probe);
    });

    private RollbackRecord? ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            if (RollbackRecord.Parse(File.ReadAllText(path)) is { } record)
                return record;
            Log.Malformed(logger, path);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            Log.NotReadable(logger, failure, path);
        }

        return null;
    }

    // Warns once, because orchestrators mount keys read-only.
    private bool TryWrite(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            if (!_hasWarned)
                Log.NotWritable(logger, failure, options.Value.MarkFile);
            _hasWarned = true;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7005, LogLevel.Warning, "MusicAuth cannot write the rollback record {Path}, so it cannot detect "
            + "a restored older copy of the database. Set Vault:MarkFile to a file in a writable folder apart from the "
            + "database")]
        public static partial void NotWritable(ILogger logger, Exception failure, string path);

        [LoggerMessage(7006, LogLevel.Warning, "The file {Path} is not a rollback record; MusicAuth overwrites it")]
        public static partial void Malformed(ILogger logger, string path);

        [LoggerMessage(7007, LogLevel.Warning, "MusicAuth cannot read the rollback record {Path}")]
        public static partial void NotReadable(ILogger logger, Exception failure, string path);
    }
}
