using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>Recorded responses of the providers beside the repository; tests without them are skipped.</summary>
public static class RecordedResponses
{
    public static string Read(string file)
    {
        if (Folder() is { } folder)
            return File.ReadAllText(Path.Combine(folder, "recorded", file));
        var required = Environment.GetEnvironmentVariable("MUSICAUTH_TEST_REQUIRE") ?? "";
        Assert.False(required.Contains("shared", StringComparison.Ordinal), "The folder ../shared is required.");
        Assert.Skip("The recorded answers of ../shared are not here.");
        return "";
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("MUSICAUTH_SHARED") is { Length: > 0 } named)
            return named;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MusicAuth.sln")))
            folder = folder.Parent;
        return folder?.Parent is { } parent && Directory.Exists(Path.Combine(parent.FullName, "shared"))
            ? Path.Combine(parent.FullName, "shared")
            : null;
    }
}
