using ArchUnitNET.Loader;

namespace MusicAuth.Tests.Architecture;

/// <summary>Who may use whom: the arrows of the house, one line per slice.</summary>
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
        ["Operations"] =
            ["Web", "Persistence", "Vault", "Upstream", "Access", "Grants", "SignIn", "Library", "Passthrough"],
        ["Providers.Json"] = [],
        ["Providers.Spotify"] = ["Providers.Json", "SignIn", "Library", "Passthrough", "Grants", "Upstream"],
        ["Providers.Deezer"] = ["Providers.Json", "SignIn", "Library", "Passthrough", "Grants", "Upstream"],
    };

    public static readonly ArchUnitNET.Domain.Architecture House =
        new ArchLoader().LoadAssemblies(typeof(WebOptions).Assembly).Build();

    /// <summary>A regular expression for the full names of a slice's types.</summary>
    public static string Pattern(params IEnumerable<string> slices) =>
        $@"^MusicAuth\.({string.Join('|', slices.Select(slice => slice.Replace(".", @"\.")))})(\.|$)";
}
