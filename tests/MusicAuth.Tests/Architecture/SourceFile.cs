using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Architecture;

/// <summary>A C# file that is written by hand.</summary>
/// <param name="Path">Its path below the root of the repository, with slashes.</param>
/// <param name="Text">Its text.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>The file's name up to its first dot: parts of one type are named <c>Type.Part.cs</c>.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..].Split('.')[0];

    /// <summary>The names of the types that the file declares outside of any other type.</summary>
    public IReadOnlyList<string> Types =>
        [.. TopLevelType().Matches(Text).Select(match => match.Groups["name"].Value).Distinct()];

    public static IReadOnlyList<SourceFile> All(params string[] folder) =>
    [
        .. Repository.SourceFiles(folder).Select(file => new SourceFile(
            System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText(file))),
    ];

    // Namespaces are file-scoped, so a declaration in the first column is not nested in a type.
    [GeneratedRegex(
        @"^(?!file )([a-z]+ )*(class|struct|interface|enum|record( class| struct)?|delegate [\w<>\[\]?., ]+?) "
        + @"(?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex TopLevelType();
}
