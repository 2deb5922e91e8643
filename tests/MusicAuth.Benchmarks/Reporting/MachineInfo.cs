using System.Globalization;
using System.Runtime.InteropServices;

namespace MusicAuth.Benchmarks.Reporting;

/// <summary>Describes the machine and its processes.</summary>
internal static class MachineInfo
{
    public static string Describe() =>
        $"{Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString()}, "
        + $"{Environment.ProcessorCount} cores, {MemoryInGigabytes():0} GB; "
        + $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}";

    /// <summary>A memory field of a process, for example VmRSS, in megabytes.</summary>
    public static double Megabytes(int process, string field) =>
        Kilobytes(Field($"/proc/{process}/status", field)) / 1024;

    /// <summary>Resets the field VmHWM.</summary>
    public static Task ResetPeakAsync(int process) => File.WriteAllTextAsync($"/proc/{process}/clear_refs", "5");

    private static double MemoryInGigabytes() => Kilobytes(Field("/proc/meminfo", "MemTotal")) / 1024 / 1024;

    private static double Kilobytes(string? value) =>
        double.Parse(value?.Split(' ')[0] ?? "NaN", CultureInfo.InvariantCulture);

    private static string? Field(string file, string name) => File.Exists(file)
        ? File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
