using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>The free space on the disk of the data directory.</summary>
internal sealed class FreeSpaceCheck(IOptions<DatabaseOptions> options, FreeSpace freeSpace) : IDoctorCheck
{
    private const long Megabyte = 1024 * 1024;
    private const long Low = 200 * Megabyte;
    private const long Full = 10 * Megabyte;

    public Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = options.Value.DataDirectoryPath;
        if (!Directory.Exists(folder))
            return Task.FromResult(CheckResult.Ok);
        var free = freeSpace(folder);
        return Task.FromResult(new CheckResult([.. Find(folder, free)], $"{free / Megabyte:N0} MB"));
    }

    private static IEnumerable<DoctorFinding> Find(string folder, long free)
    {
        var remedy = $"Free some space on the disk of {folder}, or set DataDirectory to a folder on a larger disk.";
        if (free < Full)
        {
            yield return DoctorFinding.Error(
                "disk_full", "The disk of the data directory is full.",
                "MusicAuth refreshes no tokens, because it could not store the new ones.", remedy);
        }
        else if (free < Low)
        {
            yield return DoctorFinding.Warning(
                "disk_low", $"The disk of the data directory has only {free / Megabyte} MB of free space.",
                "On a full disk MusicAuth refreshes no tokens, because it could not store the new ones.", remedy);
        }
    }
}
