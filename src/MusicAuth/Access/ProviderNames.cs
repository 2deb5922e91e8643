namespace MusicAuth.Access;

/// <summary>The names of the providers on the wire, in the order of the API.</summary>
internal static class ProviderNames
{
    public static readonly IReadOnlyList<string> All = ["spotify", "deezer"];

    public static bool IsKnown(string name) => All.Contains(name, StringComparer.Ordinal);
}
