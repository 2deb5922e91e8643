using System.Globalization;

namespace MusicAuth.Benchmarks.Reporting;

/// <summary>The use of resources by a process so far, from /proc.</summary>
/// <param name="Milliseconds">The processor time, including the kernel.</param>
/// <param name="Resident">Resident memory in megabytes.</param>
/// <param name="Private">
/// Anonymous and shared memory in megabytes. A part of the runtime's heap is a memory file, which counts as shared.
/// </param>
/// <param name="Switches">The context switches of all living threads.</param>
/// <param name="Written">The bytes that were handed to the disk.</param>
internal sealed record ProcessUsage(
    double Milliseconds, double Resident, double Private, double Switches, double Written)
{
    // The kernel counts ticks of 10 ms.
    private const double MillisecondsPerTick = 10;
    private const int UserTime = 11;
    private const int KernelTime = 12;

    public static ProcessUsage Read(int process)
    {
        // The name of the program, in parentheses, can contain spaces.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(
            (Number(fields[UserTime]) + Number(fields[KernelTime])) * MillisecondsPerTick,
            MachineInfo.Megabytes(process, "VmRSS"),
            MachineInfo.Megabytes(process, "RssAnon") + MachineInfo.Megabytes(process, "RssShmem"),
            Directory.EnumerateDirectories($"/proc/{process}/task").Sum(SwitchesOf),
            Sum($"/proc/{process}/io", "write_bytes"));
    }

    private static double SwitchesOf(string thread)
    {
        try
        {
            return Sum(Path.Combine(thread, "status"), "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches");
        }
        catch (IOException)
        {
            // The thread has ended.
            return 0;
        }
    }

    private static double Sum(string file, params string[] names) => File.ReadLines(file)
        .Select(line => line.Split(':', 2)).Where(line => names.Contains(line[0], StringComparer.Ordinal))
        .Sum(line => Number(line[1].Trim()));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
