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
        if (File.Exists(path))
        {
            yield return DoctorFinding.Error(
                "data_directory_unusable", $"The data directory {path} is a file.", "",
                "Set DataDirectory to a folder.");
        }
        else if (Directory.Exists(path) && !PrivateDirectory.IsWritable(path))
        {
            yield return DoctorFinding.Error(
                "data_directory_unusable", $"This user cannot write to the data directory {path}.",
                "MusicAuth does not start.",
                $"Run: chown {Environment.UserName} {path}; or set DataDirectory to another folder.");
        }

        var folder = options.Value.IsPostgres ? path : Path.GetDirectoryName(options.Value.SqliteFile)!;
        if (!options.Value.IsPostgres && formatOf(folder) is var format && NetworkFileSystem.IsNetworkFormat(format))
        {
            yield return DoctorFinding.Error(
                "network_file_system", $"The folder {folder} is on a network file system ({format}).",
                "Network file systems damage SQLite databases, so MusicAuth does not start.",
                "Set DataDirectory to a folder on a local disk, or use PostgreSQL (Database:Kind).");
        }
    }
}
