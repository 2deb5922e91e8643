using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The files of the page, as they are in the repository.</summary>
internal static partial class PageFiles
{
    public static string Root => Repository.PathOf("src", "MusicAuth", "wwwroot");

    /// <summary>All scripts but the dictionaries, by their path below wwwroot.</summary>
    public static IReadOnlyDictionary<string, string> Scripts => Directory
        .EnumerateFiles(Root, "*.js", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => !file.StartsWith(Path.Combine("js", "languages"), StringComparison.Ordinal))
        .ToDictionary(file => file, file => File.ReadAllText(Path.Combine(Root, file)), StringComparer.Ordinal);

    /// <summary>A script and everything that it imports before it runs.</summary>
    public static IReadOnlySet<string> StaticImports(string script)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Visit(Path.Combine(Root, script));
        return found;

        void Visit(string file)
        {
            if (!found.Add(file)) return;
            foreach (Match import in Import().Matches(File.ReadAllText(file)))
                Visit(Path.GetFullPath(import.Groups["path"].Value, Path.GetDirectoryName(file)!));
        }
    }

    [GeneratedRegex("""^(import|export)\b[^;]*?\bfrom "(?<path>\.[^"]+)";""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Import();
}
