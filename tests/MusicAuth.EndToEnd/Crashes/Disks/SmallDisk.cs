using System.Diagnostics;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>A file system of a few megabytes that a test can fill to the last byte. Needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public string DataDirectory => Path.Combine(_folder, "data");

    private string Ballast => Path.Combine(_folder, "ballast");

    public static SmallDisk Mount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("musicauth-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", folder) is { } failure)
        {
            Directory.Delete(folder);
            Assert.Skip($"A small tmpfs cannot be mounted here, which takes root: {failure}");
        }

        return new(folder);
    }

    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = 1 << 16; block > 0; block >>= 1)
        {
            try
            {
                while (true) ballast.Write(new byte[block]);
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }

    /// <summary>Fills the disk except for this number of bytes.</summary>
    public void FillExcept(int bytes)
    {
        Fill();
        using var ballast = new FileStream(Ballast, FileMode.Open, FileAccess.Write);
        ballast.SetLength(ballast.Length - bytes);
    }

    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        if (Run("umount", _folder) is not null) Run("umount", "-l", _folder);
        Directory.Delete(_folder);
    }

    /// <returns>The errors of the program, or null if it succeeded.</returns>
    internal static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return absent.Message;
        }
    }
}
