namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// Recorded responses and API descriptions beside the repository. A test without them is skipped visibly, or fails with
/// MUSICAUTH_TEST_REQUIRE=shared.
/// </summary>
public static class SharedFiles
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("MUSICAUTH_SHARED")
        ?? Path.Combine(Path.GetDirectoryName(Repository.Root) ?? Repository.Root, "shared");

    /// <summary>The path of a file or folder. The test ends here if it does not exist.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        if (!Path.Exists(path))
            Requirement.Missing("shared", $"../shared/{string.Join('/', parts)} does not exist");
        return path;
    }

    public static string ReadText(params string[] parts) => File.ReadAllText(Require(parts));

    /// <summary>A recorded response of a provider.</summary>
    public static string ReadRecorded(string file) => ReadText("recorded", file);
}
