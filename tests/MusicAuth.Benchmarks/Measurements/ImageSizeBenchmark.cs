using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>The compressed size of each layer of the image, from the files that the Dockerfile puts into it.</summary>
/// <remarks>The operating system below the framework is not on this machine, so the table does not have it.</remarks>
internal static class ImageSizeBenchmark
{
    public static void Measure(string published)
    {
        var folder = Path.GetDirectoryName(published)!;
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => Path.GetExtension(file) != ".pdb")
            .ToLookup(IsOwn, file => Path.Combine(folder, file));
        var table = new MarkdownTable("layer", "files", "uncompressed", "compressed");
        var total = Add(table, "shared framework", [.. SharedFramework()])
            + Add(table, "libraries", [.. files[false]])
            + Add(table, "MusicAuth's own files", [.. files[true]]);
        table.Add("together", "", "", Megabytes(total));
        table.Print("The image above its operating system. An update moves the layer of MusicAuth's own files");
    }

    // The Dockerfile moves the other files of the folder itself into the layer of the libraries.
    private static bool IsOwn(string file) =>
        file.StartsWith("MusicAuth", StringComparison.Ordinal)
        || file.StartsWith("appsettings", StringComparison.Ordinal)
        || file.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> SharedFramework()
    {
        var runtime = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        var shared = runtime.Parent!.Parent!.FullName;
        var web = Path.Combine(shared, "Microsoft.AspNetCore.App", runtime.Name);
        return Directory.GetFiles(runtime.FullName).Concat(Directory.GetFiles(web));
    }

    private static long Add(MarkdownTable table, string name, string[] files)
    {
        using var compressed = new MemoryStream();
        using (var zip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(zip))
        {
            foreach (var file in files.Order(StringComparer.Ordinal))
                tar.WriteEntry(file, Path.GetFileName(file));
        }

        table.Add(name, $"{files.Length}", Megabytes(files.Sum(file => new FileInfo(file).Length)),
            Megabytes(compressed.Length));
        return compressed.Length;
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0} MB";
}
