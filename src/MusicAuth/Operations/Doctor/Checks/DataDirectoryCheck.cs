using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>The data directory: a writable folder on a local disk.</summary>
internal sealed class DataDirectoryCheck(IOptions<DatabaseOptions> options, FileSystemFormat formatOf) : IDoctorCheck
{
    public Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var path = options.Value.DataDirectoryPath;
        return Task.FromResult(new CheckResult([.. Find(path)], path));
    }

    private IEnumerable<DoctorFinding> Find(string path)
    {
        if (FindObstacle("data directory", path, "DataDirectory to") is { } obstacle)
            yield return obstacle;
        if (options.Value.IsPostgres)
            yield break;
        var folder = Path.GetDirectoryName(options.Value.SqliteFile)!;
        // The server locks the folder of the database too.
        if (folder != Path.TrimEndingDirectorySeparator(path)
            && FindObstacle("folder of the database", folder, "Database:ConnectionString to a file in") is { } other)
            yield return other;
        if (formatOf(folder) is var format && NetworkFileSystem.IsNetworkFormat(format))
        {
            yield return DoctorFinding.Error(
                "network_file_system", $"The folder {folder} is on a network file system ({format}).",
                "Network file systems damage SQLite databases, so MusicAuth does not start.",
                "Set DataDirectory to a folder on a local disk, or use PostgreSQL (Database:Kind).");
        }
    }

    /// <param name="name">The name of the folder in a sentence.</param>
    /// <param name="folder">The path of the folder.</param>
    /// <param name="setting">The part between "Set" and "a folder" in the remedy.</param>
    private static DoctorFinding? FindObstacle(string name, string folder, string setting)
    {
        if (File.Exists(folder))
            return Unusable($"The {name} {folder} is a file.", $"Set {setting} a folder.");
        if (PrivateDirectory.IsWritableOrNew(folder))
            return null;
        return Directory.Exists(folder)
            ? Unusable(
                $"This user cannot write to the {name} {folder}.",
                $"Run: chown {Environment.UserName} {folder}; or set {setting} another folder.")
            : Unusable(
                $"This user cannot create the {name} {folder}.",
                $"Create the folder for this user, for example: sudo install -d -m 0700 -o {Environment.UserName} "
                + $"{folder}; or set {setting} another folder.");
    }

    private static DoctorFinding Unusable(string title, string remedy) =>
        DoctorFinding.Error("data_directory_unusable", title, "MusicAuth does not start.", remedy);
}
