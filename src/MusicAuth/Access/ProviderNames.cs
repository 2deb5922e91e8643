namespace MusicAuth.Access;

/// <summary>The providers by their wire names, in the order of the API.</summary>
public static class ProviderNames
{
    public static readonly IReadOnlyList<string> All = ["spotify", "deezer"];

    public static bool IsKnown(string name) => All.Contains(name, StringComparer.Ordinal);
}
