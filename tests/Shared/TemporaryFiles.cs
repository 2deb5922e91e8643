using System.Runtime.CompilerServices;

namespace MusicAuth.Tests.Shared;

/// <summary>
/// Puts the temporary files of tests into memory if there is enough: the tests use thousands of small databases for a
/// second each. An existing TMPDIR has precedence.
/// </summary>
internal static class TemporaryFiles
{
    private const string Variable = "TMPDIR";
    private const string Memory = "/dev/shm";
    private const long Enough = 4L * 1024 * 1024 * 1024;

    [ModuleInitializer]
    internal static void KeepInMemory()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null && IsUsable())
            Environment.SetEnvironmentVariable(Variable, Memory);
    }

    // Some tests run programs from their temporary folder, and containers mount /dev/shm with noexec.
    private static bool IsUsable() =>
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Enough
        && File.ReadLines("/proc/mounts").Any(mount =>
            mount.Split(' ') is [_, Memory, _, var options, ..] && options.Split(',') is var all
            && all.Contains("rw") && !all.Contains("noexec"));
}
