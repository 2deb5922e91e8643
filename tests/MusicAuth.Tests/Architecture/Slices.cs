using ArchUnitNET.Loader;

namespace MusicAuth.Tests.Architecture;

/// <summary>The slices that each slice can use, one line per slice.</summary>
internal static class Slices
{
    public static readonly IReadOnlyDictionary<string, string[]> MayUse = new Dictionary<string, string[]>
    {
        ["Web"] = [],
        ["Persistence"] = [],
        ["Vault"] = ["Persistence"],
        ["Upstream"] = ["Persistence", "Web"],
        ["Access"] = ["Vault", "Persistence", "Web"],
        ["Grants"] = ["Access", "Vault", "Persistence", "Web"],
        ["SignIn"] = ["Grants", "Access", "Persistence", "Web"],
        ["Library"] = ["Grants", "Access", "Upstream", "Web"],
        ["Passthrough"] = ["Grants", "Access", "Upstream", "Web"],
        ["Notices"] = ["Grants", "Access", "Upstream", "Vault", "Persistence", "Web"],
        ["Setup"] = ["SignIn", "Passthrough", "Upstream", "Access", "Vault", "Persistence", "Web"],
        ["Backups"] = ["Notices", "Grants", "Access", "Vault", "Persistence", "Web"],
        ["Operations"] =
        [
            "Web", "Persistence", "Vault", "Upstream", "Access", "Grants", "SignIn", "Library", "Passthrough",
            "Notices", "Setup", "Backups",
        ],
        ["Providers.Json"] = [],
        ["Providers"] = ["Providers.Json", "Setup", "SignIn", "Library", "Passthrough", "Grants", "Upstream", "Web"],
        ["Providers.Spotify"] =
            ["Providers", "Providers.Json", "Setup", "SignIn", "Library", "Passthrough", "Grants", "Upstream"],
        ["Providers.Deezer"] =
            ["Providers", "Providers.Json", "Setup", "SignIn", "Library", "Passthrough", "Grants", "Upstream"],
    };

    public static readonly ArchUnitNET.Domain.Architecture Code =
        new ArchLoader().LoadAssemblies(typeof(WebOptions).Assembly).Build();

    /// <summary>The slice of a type or of a namespace; null for Program.</summary>
    public static string? Of(string fullName) => MayUse.Keys
        .Where(slice => $"{fullName}.".StartsWith($"MusicAuth.{slice}.", StringComparison.Ordinal))
        .MaxBy(slice => slice.Length);

    /// <summary>A regular expression for the full names of the types of slices, with the slices below them.</summary>
    public static string Pattern(params IEnumerable<string> slices) =>
        $@"^MusicAuth\.({string.Join('|', slices.Select(slice => slice.Replace(".", @"\.")))})(\.|$)";

    /// <summary>A regular expression for the namespaces of rows. The row Providers excludes those below it.</summary>
    public static string RowPattern(params IEnumerable<string> slices) => string.Join('|', slices.Select(slice =>
        slice == "Providers" ? @"^MusicAuth\.Providers$" : Pattern(slice)));
}
