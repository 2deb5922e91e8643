namespace MusicAuth.Operations.Settings;

/// <summary>Tells a mistyped name of a setting from a name that belongs to another program.</summary>
internal static class SettingNameCheck
{
    private const int MostSuggestions = 2;
    private const int ShortestNearRoot = 6;

    // Sections of the framework and of libraries.
    private static readonly string[] Foreign =
    [
        "Logging", "Kestrel", "Serilog", "ConnectionStrings", "AllowedHosts", "OpenTelemetry", "hostBuilder",
        "ASPNETCORE", "DOTNET", "OTEL",
    ];

    // Keys that the sections of other programs can contain too.
    private static readonly string[] Common =
        ["Kind", "ConnectionString", "Registration", "Host", "Port", "User", "Password", "From", "Security"];

    /// <summary>
    /// Checks a name in a shared source, such as the environment. A name that resembles no setting of MusicAuth is not
    /// an error: variables of other programs must not stop the start.
    /// </summary>
    /// <returns>An error with the nearest name; null for a correct name and for a name of another program.</returns>
    public static string? FindError(string key)
    {
        var parts = key.Split(':');
        if (IsSetting(key))
            return null;
        if (parts.Length == 1)
            return IsSimilarToRootKey(key) || IsSettingWithWrongSeparator(key) ? Describe(key) : null;
        var isMistyped = SettingCatalog.IsSection(parts[0]) || (!IsForeign(parts[0]) && IsSimilarToSetting(parts));
        return isMistyped ? Describe(key) : null;
    }

    /// <summary>Checks a name on the command line, where every name must be a setting.</summary>
    public static string? FindErrorStrictly(string key)
    {
        if (IsSetting(key) || IsForeign(key.Split(':')[0]) || IsFrameworkKey(key))
            return null;
        return Describe(key);
    }

    private static bool IsSetting(string key) =>
        SettingCatalog.Find(key) is not null || SettingCatalog.IsCheckedByProvider(key);

    private static bool IsForeign(string section) => Foreign.Contains(section, StringComparer.OrdinalIgnoreCase);

    // The keys that WebApplication reads.
    private static bool IsFrameworkKey(string key) => key.ToUpperInvariant() is "ENVIRONMENT" or "CONTENTROOT"
        or "WEBROOT" or "APPLICATIONNAME" or "HTTP_PORTS" or "HTTPS_PORTS" or "SHUTDOWNTIMEOUTSECONDS"
        or "DETAILEDERRORS" or "HOSTINGSTARTUPASSEMBLIES" or "PREVENTHOSTINGSTARTUP" or "CAPTURESTARTUPERRORS"
        or "FORWARDEDHEADERS_ENABLED"
        || key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase);

    private static bool IsSimilarToRootKey(string key) => SettingCatalog.All.Any(setting =>
        setting.Section.Length == 0 && setting.Key.Length >= ShortestNearRoot
        && NameSimilarity.EditDistance(key, setting.Key) is 1 or 2);

    // Spotify_ClientId and Spotify.ClientId, but not SPOTIFY_CLIENT_ID, which other programs read.
    private static bool IsSettingWithWrongSeparator(string key) =>
        key.Any(char.IsLower) && SettingCatalog.All.Any(setting => setting.Section.Length > 0
            && Letters(setting.Name).Equals(Letters(key), StringComparison.OrdinalIgnoreCase));

    private static bool IsSimilarToSetting(string[] parts)
    {
        var rest = string.Join(':', parts[1..]);
        if (parts[0].Equals("MusicAuth", StringComparison.OrdinalIgnoreCase) && IsSetting(rest))
            return true;
        if (parts.Length == 2 && IsDistinctive(parts[1]))
            return true;
        return SettingCatalog.Sections.Any(section => NameSimilarity.EditDistance(parts[0], section) switch
        {
            1 => section.Length > 3 || HasSimilarKey(section, rest),
            2 => section.Length > 5 && HasSimilarKey(section, rest),
            _ => false,
        });
    }

    private static bool HasSimilarKey(string section, string key) => SettingCatalog.All.Any(setting =>
        setting.Section == section && NameSimilarity.EditDistance(setting.Key, key) <= 2);

    private static bool IsDistinctive(string key) => !Common.Contains(key, StringComparer.OrdinalIgnoreCase)
        && SettingCatalog.All.Any(setting =>
            setting.Section.Length > 0 && setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static string Describe(string key)
    {
        if (SettingCatalog.Sections.FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase))
            is { } section)
        {
            var keys = SettingCatalog.All.Where(setting => setting.Section == section).Select(setting => setting.Key);
            return $"{key} is a section and takes no value. Its settings: {string.Join(", ", keys)}.";
        }

        var (names, isSimilar) = Suggestions(key);
        var list = string.Join(" or ", names.Take(MostSuggestions));
        return $"{key} is not a setting. {(isSimilar ? $"Did you mean {list}?" : $"The nearest one is {list}.")}";
    }

    private static (IReadOnlyList<string> Names, bool IsSimilar) Suggestions(string key)
    {
        var parts = key.Split(':');
        if (parts.Length > 2 && SettingCatalog.Find(string.Join(':', parts[1..])) is { } withoutPrefix)
            return ([withoutPrefix.Name], true);
        var nearest = NameSimilarity.Nearest(key, SettingCatalog.All.Select(setting => setting.Name));
        var distance = NameSimilarity.EditDistance(key, nearest[0]);
        // A correct key in a wrong section is a better suggestion than a name with a larger distance.
        var sameKey = SettingCatalog.All
            .Where(setting => setting.Key.Equals(parts[^1], StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Name).ToList();
        return distance <= 2 || sameKey.Count == 0
            ? (nearest, distance <= Math.Max(2, key.Length / 2))
            : ([.. NameSimilarity.Nearest(key, sameKey).Concat(sameKey).Distinct(StringComparer.Ordinal)], true);
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit));
}
