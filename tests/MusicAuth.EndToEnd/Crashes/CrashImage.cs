using System.Text.Json;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>The data of a killed broker, read from a copy, so that the next start finds the same files.</summary>
/// <param name="Integrity">The result of SQLite's integrity check of the database and its WAL.</param>
/// <param name="Generations">The newest generation of each grant on the disk, committed or spilled.</param>
internal sealed record CrashImage(string Integrity, IReadOnlyDictionary<Guid, long> Generations)
{
    public static CrashImage Take(StandaloneBroker broker)
    {
        using var copy = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(broker.DataDirectory, "musicauth.db*"))
        {
            // SQLite rebuilds the index of the WAL from the WAL.
            if (!file.EndsWith("-shm", StringComparison.Ordinal)) File.Copy(file, copy.PathOf(Path.GetFileName(file)));
        }

        var database = copy.PathOf(Path.GetFileName(broker.Database));
        var generations = SqliteFile.Generations(database).ToDictionary();
        foreach (var (grant, generation) in Spilled(broker.Spill).Concat(Unfinished(broker.Spill)))
            generations[grant] = Math.Max(generations.GetValueOrDefault(grant), generation);
        return new(SqliteFile.Integrity(database), generations);
    }

    /// <summary>The files {grant}.{generation}.json.</summary>
    public static IReadOnlyList<(Guid Grant, long Generation)> Spilled(string folder) =>
        [.. Files(folder, "*.json").Select(Name)];

    // An unfinished file has a longer name. The next start uses its content if the content is complete.
    private static IEnumerable<(Guid Grant, long Generation)> Unfinished(string folder) =>
        Files(folder, "*.json.*").Where(IsComplete).Select(Name);

    private static string[] Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    private static bool IsComplete(string file)
    {
        try
        {
            using var content = JsonDocument.Parse(File.ReadAllBytes(file));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (Guid Grant, long Generation) Name(string file)
    {
        var parts = Path.GetFileName(file).Split('.');
        return (Guid.Parse(parts[0]), long.Parse(parts[1]));
    }
}
