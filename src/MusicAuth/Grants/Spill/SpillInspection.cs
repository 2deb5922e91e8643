namespace MusicAuth.Grants.Spill;

/// <summary>Reads the spill folder from outside the server that uses it.</summary>
internal sealed class SpillInspection(SpillFolder folder, TokenProtector protector)
{
    /// <summary>The files, the time of the oldest one, and the names of those that no key decrypts.</summary>
    public (int Files, DateTimeOffset? OldestAt, IReadOnlyList<string> Undecryptable) Read()
    {
        var files = folder.ListFiles();
        return (
            files.Length,
            files.Length == 0 ? null : new DateTimeOffset(files.Min(File.GetLastWriteTimeUtc)),
            [.. files.Where(file => !IsReadable(file)).Select(file => Path.GetFileName(file))]);
    }

    private bool IsReadable(string file)
    {
        try
        {
            return SpillFile.Read(file) is { } tokens && protector.HasKeyFor(tokens);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            return false;
        }
    }
}
