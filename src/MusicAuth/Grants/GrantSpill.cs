using System.Collections.Concurrent;
using System.Security;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence;

namespace MusicAuth.Grants;

/// <summary>
/// Token sets that a provider gave and the database does not take: sealed on the disk beside it, and in force from
/// there, until it does.
/// </summary>
public sealed partial class GrantSpill(
    IOptions<DatabaseOptions> options, GrantVault vault, GrantMetrics metrics, ILogger<GrantSpill> logger)
{
    private const string Extension = ".json";
    private const int ReserveBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<Guid, SealedTokenSet> _pending = new();
    private readonly ConcurrentDictionary<Guid, SealedTokenSet> _unwritten = new();

    public bool IsEmpty => _pending.IsEmpty;

    /// <summary>Whether an answer would find room, even on a full disk.</summary>
    public bool HasRoom => File.Exists(Reserve);

    public IReadOnlyCollection<SealedTokenSet> Pending => [.. _pending.Values];

    private string Folder => Path.Combine(options.Value.DataDirectoryPath, "spill");

    private string Reserve => Path.Combine(Folder, "reserve");

    /// <summary>The grant as it is: its row, or what the row becomes as soon as the database takes it.</summary>
    public Grant? Over(Grant? row) =>
        row is not null && _pending.TryGetValue(row.Id, out var spilled) && spilled.Follows(row)
            ? spilled.Over(row)
            : row;

    public bool Holds(Guid grantId) => _pending.ContainsKey(grantId);

    /// <summary>Finds what an earlier run left, and room for what this one may have to.</summary>
    /// <exception cref="IOException">The data directory cannot be written.</exception>
    public void Open()
    {
        PrivateDirectory.Create(Folder);
        FinishWrites();
        KeepReserve();
        foreach (var file in Directory.GetFiles(Folder, $"*{Extension}"))
        {
            if (Read(file) is not { } spilled)
                Log.Unreadable(logger, file);
            else if (!vault.HasKeyOf(spilled))
                Log.WithoutKey(logger, file);
            else if (!_pending.TryGetValue(spilled.GrantId, out var other) || other.Generation < spilled.Generation)
                _pending[spilled.GrantId] = spilled;
        }

        if (!IsEmpty)
            Log.Found(logger, _pending.Count);
    }

    /// <summary>In force at once; on the disk as soon as that takes it.</summary>
    public void Keep(SealedTokenSet tokens)
    {
        _pending[tokens.GrantId] = tokens;
        metrics.Spilled();
        Write(tokens);
    }

    /// <summary>Tries again to write what is in memory alone.</summary>
    public void WriteRest()
    {
        foreach (var tokens in _unwritten.Values)
            Write(tokens);
    }

    /// <summary>The database has it, or something newer.</summary>
    public void Forget(SealedTokenSet tokens)
    {
        _unwritten.TryRemove(new(tokens.GrantId, tokens));
        try
        {
            DurableFile.Delete(PathOf(tokens));
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            // Found at the next start and, since its generation is past, dropped there.
            Log.NotDeleted(logger, failure);
        }

        _pending.TryRemove(new(tokens.GrantId, tokens));
        KeepReserve();
    }

    /// <summary>Has the reserve, as soon as the disk has room for it and more.</summary>
    public void KeepReserve()
    {
        try
        {
            // Written and not only lengthened: the room must be there when the disk is full. Not with the last of it,
            // which the database needs more.
            if (!File.Exists(Reserve) && new DriveInfo(Folder).AvailableFreeSpace >= 2 * ReserveBytes)
                DurableFile.Replace(Reserve, new byte[ReserveBytes]);
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            Log.NoReserve(logger, failure);
        }
    }

    /// <summary>What lies on the disk now, whoever put it there.</summary>
    internal IEnumerable<SealedTokenSet> OnDisk() => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, $"*{Extension}").Select(Read).OfType<SealedTokenSet>()
        : [];

    private void Write(SealedTokenSet tokens)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(tokens, SpillJson.Default.SealedTokenSet);
        try
        {
            WriteWithReserve(PathOf(tokens), content);
            _unwritten.TryRemove(new(tokens.GrantId, tokens));
            Log.Spilled(logger, tokens.GrantId);
        }
        catch (Exception failure) when (IsDisk(failure))
        {
            if (_unwritten.TryAdd(tokens.GrantId, tokens))
                Log.InMemoryOnly(logger, failure, tokens.GrantId);
        }
    }

    private void WriteWithReserve(string path, byte[] content)
    {
        try
        {
            DurableFile.Replace(path, content);
        }
        catch (IOException) when (File.Exists(Reserve))
        {
            DurableFile.Delete(Reserve);
            DurableFile.Replace(path, content);
        }
    }

    // What a killed run was writing: a whole token set still gets its name, anything less its end.
    private void FinishWrites()
    {
        foreach (var file in Directory.GetFiles(Folder))
        {
            if (file == Reserve || file.EndsWith(Extension, StringComparison.Ordinal))
                continue;
            if (Read(file) is { } whole)
                File.Move(file, PathOf(whole), overwrite: true);
            else
                File.Delete(file);
        }

        DurableFile.SyncDirectory(Folder);
    }

    private static SealedTokenSet? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), SpillJson.Default.SealedTokenSet);
        }
        catch (Exception failure) when (failure is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(SealedTokenSet tokens) =>
        Path.Combine(Folder, $"{tokens.GrantId:N}.{tokens.Generation}{Extension}");

    private static bool IsDisk(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SecurityException;

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
        public static partial void Unreadable(ILogger logger, string file);

        // In the database it would take the place of tokens that do open.
        [LoggerMessage(2107, LogLevel.Error, "The spill file {File} was sealed under a master key that is not named; "
            + "it is left where it is. Name that key's file in Vault:PreviousMasterKeyFiles and start again")]
        public static partial void WithoutKey(ILogger logger, string file);

        [LoggerMessage(2105, LogLevel.Warning, "A spill file of the past could not be deleted")]
        public static partial void NotDeleted(ILogger logger, Exception failure);

        [LoggerMessage(2106, LogLevel.Warning, "The reserve in the spill folder could not be made")]
        public static partial void NoReserve(ILogger logger, Exception failure);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SealedTokenSet))]
internal sealed partial class SpillJson : JsonSerializerContext;
