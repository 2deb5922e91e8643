using System.Collections.Concurrent;

namespace MusicAuth.Grants.Spill;

/// <summary>
/// Token sets that a provider gave and the database does not take: sealed on the disk beside it, and in force from
/// there, until it does.
/// </summary>
public sealed partial class GrantSpill(
    SpillFolder folder, TokenProtector vault, GrantMetrics metrics, ILogger<GrantSpill> logger)
{
    private const int MaxLoggedNames = 5;

    private readonly ConcurrentDictionary<Guid, EncryptedTokenSet> _pending = new();
    private readonly ConcurrentDictionary<Guid, EncryptedTokenSet> _unwritten = new();
    private readonly ConcurrentDictionary<string, (Guid GrantId, long Generation)> _unreadable =
        new(StringComparer.Ordinal);

    public bool IsEmpty => _pending.IsEmpty;

    /// <summary>Whether an answer would find room, even on a full disk.</summary>
    public bool HasRoom => folder.FindObstacle() is null;

    public IReadOnlyCollection<EncryptedTokenSet> Pending => [.. _pending.Values];

    /// <summary>The grant as it is: its row, or what the row becomes as soon as the database takes it.</summary>
    public Grant? ApplyTo(Grant? row) =>
        row is not null && _pending.TryGetValue(row.Id, out var spilled) && spilled.IsSuccessorOf(row)
            ? spilled.ApplyTo(row)
            : row;

    public bool Contains(Guid grantId) => _pending.ContainsKey(grantId);

    /// <summary>Whether a newer token set of a grant lies there and cannot be read.</summary>
    public bool HasUnreadable(Guid grantId, long generation)
    {
        if (_unreadable.IsEmpty)
            return false;
        ReloadUnreadable();
        return _unreadable.Values.Any(one => one.GrantId == grantId && one.Generation > generation);
    }

    /// <summary>Finds what an earlier run left, and room for what this one may have to.</summary>
    /// <exception cref="IOException">The folder cannot be looked into.</exception>
    public void LoadFiles()
    {
        CompleteInterruptedWrites();
        folder.EnsureReserve();
        foreach (var file in Files())
            LoadFile(file);
        if (!IsEmpty)
            Log.Found(logger, _pending.Count);
    }

    /// <summary>In force at once; on the disk as soon as that takes it.</summary>
    /// <returns>Whether it is on the disk.</returns>
    public bool Add(EncryptedTokenSet tokens)
    {
        _pending[tokens.GrantId] = tokens;
        metrics.Spilled();
        return Write(tokens);
    }

    /// <summary>Tries again to write what is in memory alone.</summary>
    public void WriteUnwritten()
    {
        foreach (var tokens in _unwritten.Values)
            Write(tokens);
    }

    /// <summary>The database has it, or something newer.</summary>
    public void Remove(EncryptedTokenSet tokens)
    {
        _unwritten.TryRemove(new(tokens.GrantId, tokens));
        try
        {
            if (Directory.Exists(folder.Path))
                DurableFile.Delete(PathOf(tokens));
        }
        catch (Exception failure) when (SpillFolder.IsDiskFailure(failure))
        {
            // Found at the next start and, since its generation is past, dropped there.
            Log.NotDeleted(logger, failure);
        }

        _pending.TryRemove(new(tokens.GrantId, tokens));
        folder.EnsureReserve();
    }

    /// <summary>Has folder and reserve, as soon as the disk has room for them and more.</summary>
    public void EnsureReserve() => folder.EnsureReserve();

    /// <summary>What lies on the disk now, whoever put it there.</summary>
    internal IEnumerable<EncryptedTokenSet> ReadFiles() => Files().Select(TryRead).OfType<EncryptedTokenSet>();

    private string[] Files() =>
        Directory.Exists(folder.Path) ? Directory.GetFiles(folder.Path, $"*{SpillFile.Extension}") : [];

    private void LoadFile(string file)
    {
        var name = SpillFile.Parse(file) ?? default;
        try
        {
            if (name == default || SpillFile.Read(file) is not { } spilled
                || (spilled.GrantId, spilled.Generation) != name)
                Log.Damaged(logger, file);
            else if (!vault.HasKeyFor(spilled))
                Log.WithoutKey(logger, file);
            else if (!_pending.TryGetValue(spilled.GrantId, out var other) || other.Generation < spilled.Generation)
                _pending[spilled.GrantId] = spilled;
            _unreadable.TryRemove(file, out _);
        }
        catch (Exception failure) when (SpillFolder.IsDiskFailure(failure))
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
    }

    private static EncryptedTokenSet? TryRead(string file)
    {
        try
        {
            return SpillFile.Parse(file) is null ? null : SpillFile.Read(file);
        }
        catch (Exception failure) when (SpillFolder.IsDiskFailure(failure))
        {
            return null;
        }
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
        catch (Exception failure) when (SpillFolder.IsDiskFailure(failure))
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

    // What a killed run was writing: a whole token set still gets its name, anything less its end.
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
            if (SpillFile.Read(file) is { } whole)
                File.Move(file, PathOf(whole), overwrite: true);
            else
                File.Delete(file);
            DurableFile.SyncDirectory(folder.Path);
        }
        catch (Exception failure) when (SpillFolder.IsDiskFailure(failure))
        {
            Log.NotFinished(logger, file, failure.GetType().Name);
        }
    }

    private string PathOf(EncryptedTokenSet tokens) => Path.Combine(folder.Path, SpillFile.NameOf(tokens));

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The database does not take the new tokens of the grant {GrantId}: they "
            + "are kept sealed in the spill folder and are in force, until it does")]
        public static partial void Spilled(ILogger logger, Guid grantId);

        [LoggerMessage(2102, LogLevel.Critical, "Neither the database nor the spill folder takes the new tokens of the "
            + "grant {GrantId}: they are in memory alone. Do not stop MusicAuth; make room on the disk")]
        public static partial void InMemoryOnly(ILogger logger, Exception failure, Guid grantId);

        [LoggerMessage(2103, LogLevel.Warning, "Found {Count} token sets in the spill folder, which the database did "
            + "not take before")]
        public static partial void Found(ILogger logger, int count);

        [LoggerMessage(2104, LogLevel.Error, "The spill file {File} cannot be read; it is left where it is")]
        public static partial void Damaged(ILogger logger, string file);

        // In the database it would take the place of tokens that do open.
        [LoggerMessage(2107, LogLevel.Error, "The spill file {File} was sealed under a master key that is not named; "
            + "it is left where it is. Name that key's file in Vault:PreviousMasterKeyFiles and start again")]
        public static partial void WithoutKey(ILogger logger, string file);

        [LoggerMessage(2105, LogLevel.Warning, "A spill file of the past could not be deleted")]
        public static partial void NotDeleted(ILogger logger, Exception failure);

        [LoggerMessage(2109, LogLevel.Error, "The spill file {File} cannot be read by this user ({Error}). It holds a "
            + "connection's newer tokens, which is not refreshed until then. Make it readable, or move it away")]
        public static partial void Unreadable(ILogger logger, string file, string error);

        [LoggerMessage(2110, LogLevel.Warning, "{Count} files in {Folder} are not MusicAuth's and are left "
            + "alone: {Names}")]
        public static partial void Foreign(ILogger logger, int count, string folder, string names);

        [LoggerMessage(2111, LogLevel.Error, "The spill file {File} of an earlier run cannot be read or moved "
            + "({Error}); it is left where it is")]
        public static partial void NotFinished(ILogger logger, string file, string error);
    }
}
