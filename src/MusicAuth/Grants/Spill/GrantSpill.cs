using System.Collections.Concurrent;

namespace MusicAuth.Grants.Spill;

/// <summary>
/// Renewed token sets that the database could not take. They are in force at once, and lie encrypted in the spill
/// folder until the database takes them.
/// </summary>
internal sealed partial class GrantSpill(
    SpillFolder folder, TokenProtector protector, GrantMetrics metrics, SpillWakeUp wakeUp, ILogger<GrantSpill> logger)
{
    private const int MaxLoggedNames = 5;

    private readonly ConcurrentDictionary<Guid, EncryptedTokenSet> _pending = new();
    private readonly ConcurrentDictionary<Guid, EncryptedTokenSet> _unwritten = new();
    private readonly ConcurrentDictionary<string, (Guid GrantId, long Generation)> _unreadable =
        new(StringComparer.Ordinal);

    public bool IsEmpty => _pending.IsEmpty;

    /// <summary>Whether a token set would find room, even on a full disk.</summary>
    public bool HasRoom => folder.FindObstacle() is null || ReportObstacle();

    public IReadOnlyCollection<EncryptedTokenSet> Pending => [.. _pending.Values];

    /// <summary>The grant with its spilled tokens, where these are newer than its row.</summary>
    public Grant? ApplyTo(Grant? row) =>
        row is not null && _pending.TryGetValue(row.Id, out var spilled) && spilled.IsSuccessorOf(row)
            ? spilled.ApplyTo(row)
            : row;

    public bool Contains(Guid grantId) => _pending.ContainsKey(grantId);

    /// <summary>Whether the folder has an unreadable file with newer tokens of a grant.</summary>
    public bool HasUnreadable(Guid grantId, long generation)
    {
        if (_unreadable.IsEmpty)
            return false;
        ReloadUnreadable();
        return _unreadable.Values.Any(file => file.GrantId == grantId && file.Generation > generation);
    }

    /// <summary>Loads the files of earlier runs, and creates the reserve.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public void LoadFiles()
    {
        CompleteInterruptedWrites();
        folder.EnsureReserve();
        foreach (var file in folder.ListFiles())
            LoadFile(file);
        ReportCount();
        if (!IsEmpty)
            Log.Found(logger, _pending.Count);
    }

    /// <returns>Whether the token set is on the disk; it is in force in any case.</returns>
    public bool Add(EncryptedTokenSet tokens)
    {
        _pending[tokens.GrantId] = tokens;
        ReportCount();
        wakeUp.Raise();
        metrics.Spilled();
        return Write(tokens);
    }

    /// <summary>Tries again to write the token sets that are only in memory.</summary>
    public void WriteUnwritten()
    {
        foreach (var tokens in _unwritten.Values)
            Write(tokens);
    }

    /// <summary>Removes a token set after the database has taken it or a newer one.</summary>
    public void Remove(EncryptedTokenSet tokens)
    {
        _unwritten.TryRemove(new(tokens.GrantId, tokens));
        try
        {
            if (Directory.Exists(folder.Path))
                DurableFile.Delete(PathOf(tokens));
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            // The next start finds the file, and drops it because the database has a newer generation.
            Log.NotDeleted(logger, failure);
        }

        _pending.TryRemove(new(tokens.GrantId, tokens));
        ReportCount();
        folder.EnsureReserve();
    }

    public void EnsureReserve() => folder.EnsureReserve();

    private void ReportCount() => metrics.SetSpilled(_pending.Count);

    private bool ReportObstacle()
    {
        wakeUp.Raise();
        return false;
    }

    /// <summary>Reads what the folder has now, files of another process included.</summary>
    internal IEnumerable<EncryptedTokenSet> ReadFiles() =>
        folder.ListFiles().Select(SpillFile.TryRead).OfType<EncryptedTokenSet>();

    private void LoadFile(string file)
    {
        var name = SpillFile.Parse(file) ?? default;
        try
        {
            if (name == default || SpillFile.Read(file) is not { } spilled
                || (spilled.GrantId, spilled.Generation) != name)
                Log.Damaged(logger, file);
            else if (!protector.HasKeyFor(spilled))
                Log.KeyMissing(logger, file);
            else if (!_pending.TryGetValue(spilled.GrantId, out var other) || other.Generation < spilled.Generation)
                _pending[spilled.GrantId] = spilled;
            _unreadable.TryRemove(file, out _);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            if (_unreadable.TryAdd(file, name))
                Log.Unreadable(logger, file, failure.GetType().Name);
        }
    }

    private void ReloadUnreadable()
    {
        foreach (var (file, _) in _unreadable)
        {
            if (Path.Exists(file))
                LoadFile(file);
            else
                _unreadable.TryRemove(file, out _);
        }

        ReportCount();
    }

    private bool Write(EncryptedTokenSet tokens)
    {
        try
        {
            WriteWithReserve(PathOf(tokens), SpillFile.Serialize(tokens));
            _unwritten.TryRemove(new(tokens.GrantId, tokens));
            Log.Spilled(logger, tokens.GrantId);
            return true;
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            if (_unwritten.TryAdd(tokens.GrantId, tokens))
                Log.InMemoryOnly(logger, failure, tokens.GrantId);
            return false;
        }
    }

    private void WriteWithReserve(string path, byte[] content)
    {
        try
        {
            DurableFile.Replace(path, content);
        }
        catch (IOException) when (folder.TryReleaseReserve())
        {
            DurableFile.Replace(path, content);
        }
    }

    // A killed run may have left temporary files: complete ones get their names, the others are deleted.
    private void CompleteInterruptedWrites()
    {
        if (!Directory.Exists(folder.Path))
            return;
        List<string> foreign = [];
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            if (SpillFile.IsInterruptedWrite(file))
                CompleteInterruptedWrite(file);
            else if (file != folder.Reserve && Path.GetExtension(file) != SpillFile.Extension)
                foreign.Add(Path.GetFileName(file));
        }

        if (foreign.Count > 0)
            Log.Foreign(logger, foreign.Count, folder.Path, string.Join(", ", foreign.Take(MaxLoggedNames)));
    }

    private void CompleteInterruptedWrite(string file)
    {
        try
        {
            if (SpillFile.Read(file) is { } tokens)
                File.Move(file, PathOf(tokens), overwrite: true);
            else
                File.Delete(file);
            DurableFile.SyncDirectory(folder.Path);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            Log.NotCompleted(logger, file, failure.GetType().Name);
        }
    }

    private string PathOf(EncryptedTokenSet tokens) => Path.Combine(folder.Path, SpillFile.NameOf(tokens));

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The database cannot store the new tokens of the grant {GrantId}: they "
            + "are in force, and encrypted in the spill folder until the database takes them")]
        public static partial void Spilled(ILogger logger, Guid grantId);

        [LoggerMessage(2102, LogLevel.Critical, "Neither the database nor the spill folder can store the new tokens of "
            + "the grant {GrantId}: they are only in memory. Do not stop MusicAuth; free space on the disk")]
        public static partial void InMemoryOnly(ILogger logger, Exception failure, Guid grantId);

        [LoggerMessage(2103, LogLevel.Warning, "Found {Count} token sets in the spill folder that the database could "
            + "not store before")]
        public static partial void Found(ILogger logger, int count);

        [LoggerMessage(2104, LogLevel.Error, "The spill file {File} is damaged; it stays in the folder")]
        public static partial void Damaged(ILogger logger, string file);

        [LoggerMessage(2107, LogLevel.Error, "The spill file {File} is encrypted under a master key that is not "
            + "configured; it stays in the folder. Add that key's file to Vault:PreviousMasterKeyFiles and restart")]
        public static partial void KeyMissing(ILogger logger, string file);

        [LoggerMessage(2105, LogLevel.Warning, "An obsolete spill file could not be deleted")]
        public static partial void NotDeleted(ILogger logger, Exception failure);

        [LoggerMessage(2109, LogLevel.Error, "The spill file {File} cannot be read by this user ({Error}). It holds "
            + "newer tokens of a connection, which is not refreshed until then. Make it readable, or move it away")]
        public static partial void Unreadable(ILogger logger, string file, string error);

        [LoggerMessage(2110, LogLevel.Warning, "{Count} files in {Folder} do not belong to MusicAuth, which ignores "
            + "them: {Names}")]
        public static partial void Foreign(ILogger logger, int count, string folder, string names);

        [LoggerMessage(2111, LogLevel.Error, "The spill file {File} of an earlier run cannot be read or moved "
            + "({Error}); it stays in the folder")]
        public static partial void NotCompleted(ILogger logger, string file, string error);
    }
}
