namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// Recorded answers and descriptions beside the repository. Where they are absent a test is skipped, visibly;
/// with MUSICAUTH_TEST_REQUIRE=shared it fails.
/// </summary>
public static class SharedFiles
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("MUSICAUTH_SHARED")
        ?? Path.Combine(Path.GetDirectoryName(Repository.Root) ?? Repository.Root, "shared");

    /// <summary>The path of a file or folder that is there; else the test ends here.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        if (!Path.Exists(path))
            Requirement.Missing("shared", $"../shared/{string.Join('/', parts)} is not there");
        return path;
    }

    public static string ReadText(params string[] parts) => File.ReadAllText(Require(parts));

    /// <summary>A recorded response of a provider.</summary>
    public static string ReadRecorded(string file) => ReadText("recorded", file);
}
