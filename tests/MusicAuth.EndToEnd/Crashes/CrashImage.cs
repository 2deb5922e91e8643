using System.Text.Json;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>What a killed broker left on the disk, read from a copy so that its next start finds all of it.</summary>
/// <param name="Integrity">What SQLite says of the database and its log.</param>
/// <param name="Generations">Of each grant the newest that is on the disk, committed or spilled.</param>
internal sealed record CrashImage(string Integrity, IReadOnlyDictionary<Guid, long> Generations)
{
    public static CrashImage Take(StandaloneBroker broker)
    {
        using var copy = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(broker.DataDirectory, "musicauth.db*"))
        {
            // SQLite rebuilds the index of the log from the log.
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

    // What was being written has a longer name, and is kept if nothing but that name is wrong with it.
    private static IEnumerable<(Guid Grant, long Generation)> Unfinished(string folder) =>
        Files(folder, "*.json.*").Where(IsWhole).Select(Name);

    private static string[] Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    private static bool IsWhole(string file)
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
