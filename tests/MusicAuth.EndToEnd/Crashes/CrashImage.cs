using MusicAuth.EndToEnd.Infrastructure;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>What a killed broker left on the disk, read from a copy so that its next start finds all of it.</summary>
/// <param name="Integrity">What SQLite says of the database and its log.</param>
/// <param name="Generations">Of each grant the newest that is on the disk, committed or spilled.</param>
internal sealed record CrashImage(string Integrity, IReadOnlyDictionary<Guid, long> Generations)
{
    public static CrashImage Take(LoneBroker broker)
    {
        using var copy = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(broker.DataDirectory, "musicauth.db*"))
        {
            // The index of the log is made anew from the log.
            if (!file.EndsWith("-shm", StringComparison.Ordinal)) File.Copy(file, copy.PathOf(Path.GetFileName(file)));
        }

        var database = copy.PathOf(Path.GetFileName(broker.Database));
        var generations = SqliteFile.Generations(database).ToDictionary();
        foreach (var (grant, generation) in Spilled(broker.Spill))
            generations[grant] = Math.Max(generations.GetValueOrDefault(grant), generation);
        return new(SqliteFile.Integrity(database), generations);
    }

    /// <summary>The whole files {grant}.{generation}.json; what is being written has another name.</summary>
    public static IReadOnlyList<(Guid Grant, long Generation)> Spilled(string folder) => !Directory.Exists(folder)
        ? []
        :
        [
            .. Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileName(file).Split('.'))
                .Select(parts => (Guid.Parse(parts[0]), long.Parse(parts[1]))),
        ];
}
