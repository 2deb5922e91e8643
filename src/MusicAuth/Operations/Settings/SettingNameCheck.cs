namespace MusicAuth.Operations.Settings;

/// <summary>Tells a mistyped name of a setting from the name of something else.</summary>
public static class SettingNameCheck
{
    private const int MostSuggestions = 2;
    private const int ShortestNearRoot = 6;

    // Sections of the framework and of libraries, which are not ours to judge.
    private static readonly string[] Foreign =
    [
        "Logging", "Kestrel", "Serilog", "ConnectionStrings", "AllowedHosts", "OpenTelemetry", "hostBuilder",
        "ASPNETCORE", "DOTNET", "OTEL",
    ];

    // Keys that other programs' sections have too.
    private static readonly string[] Common = ["Kind", "ConnectionString", "Registration"];

    /// <summary>
    /// What is wrong with a name that one of our own sources holds, or null. A name of the environment is judged only
    /// where it is written as a setting of ours or nearly so: the start must not fail by another program's variable.
    /// </summary>
    public static string? FindError(string key)
    {
        var parts = key.Split(':');
        if (IsRight(key))
            return null;
        if (parts.Length == 1)
            return IsNearRoot(key) || IsOursWithoutSeparator(key) ? Unknown(key) : null;
        var isOurs = SettingCatalog.IsSection(parts[0]) || (!IsForeign(parts[0]) && IsMeantForUs(parts));
        return isOurs ? Unknown(key) : null;
    }

    /// <summary>The same where every name must be a setting: the command line.</summary>
    public static string? FindErrorStrictly(string key)
    {
        if (IsRight(key) || IsForeign(key.Split(':')[0]) || IsOfTheFramework(key))
            return null;
        return Unknown(key);
    }

    /// <summary>A section that stands where a setting should.</summary>
    public static bool IsBareSection(string key) => SettingCatalog.IsSection(key);

    private static bool IsRight(string key) =>
        SettingCatalog.Find(key) is not null || SettingCatalog.IsCheckedByProvider(key);

    private static bool IsForeign(string section) => Foreign.Contains(section, StringComparer.OrdinalIgnoreCase);

    // Those that WebApplication itself reads.
    private static bool IsOfTheFramework(string key) => key.ToUpperInvariant() is "ENVIRONMENT" or "CONTENTROOT"
        or "WEBROOT" or "APPLICATIONNAME" or "HTTP_PORTS" or "HTTPS_PORTS" or "SHUTDOWNTIMEOUTSECONDS"
        or "DETAILEDERRORS" or "HOSTINGSTARTUPASSEMBLIES" or "PREVENTHOSTINGSTARTUP" or "CAPTURESTARTUPERRORS"
        or "FORWARDEDHEADERS_ENABLED"
        || key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase);

    private static bool IsNearRoot(string key) => SettingCatalog.All.Any(setting =>
        setting.Section.Length == 0 && setting.Key.Length >= ShortestNearRoot
        && NameSimilarity.EditDistance(key, setting.Key) is 1 or 2);

    // Spotify_ClientId, Spotify.ClientId; but not SPOTIFY_CLIENT_ID, which other programs read.
    private static bool IsOursWithoutSeparator(string key) =>
        key.Any(char.IsLower) && SettingCatalog.All.Any(setting => setting.Section.Length > 0
            && Letters(setting.Name).Equals(Letters(key), StringComparison.OrdinalIgnoreCase));

    private static bool IsMeantForUs(string[] parts)
    {
        var rest = string.Join(':', parts[1..]);
        if (parts[0].Equals("MusicAuth", StringComparison.OrdinalIgnoreCase) && IsRight(rest))
            return true;
        if (parts.Length == 2 && IsDistinctive(parts[1]))
            return true;
        return SettingCatalog.Sections.Any(section => NameSimilarity.EditDistance(parts[0], section) switch
        {
            1 => section.Length > 3 || IsNearKeyOf(section, rest),
            2 => section.Length > 5 && IsNearKeyOf(section, rest),
            _ => false,
        });
    }

    private static bool IsNearKeyOf(string section, string key) => SettingCatalog.All.Any(setting =>
        setting.Section == section && NameSimilarity.EditDistance(setting.Key, key) <= 2);

    private static bool IsDistinctive(string key) => !Common.Contains(key, StringComparer.OrdinalIgnoreCase)
        && SettingCatalog.All.Any(setting =>
            setting.Section.Length > 0 && setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static string Unknown(string key)
    {
        if (SettingCatalog.Sections.FirstOrDefault(section => section.Equals(key, StringComparison.OrdinalIgnoreCase))
            is { } bare)
        {
            var keys = SettingCatalog.All.Where(setting => setting.Section == bare).Select(setting => setting.Key);
            return $"{key} is a section and takes no value. Its settings: {string.Join(", ", keys)}.";
        }

        var (names, isNear) = Suggestions(key);
        var list = string.Join(" or ", names.Take(MostSuggestions));
        return $"{key} is not a setting. {(isNear ? $"Did you mean {list}?" : $"The nearest one is {list}.")}";
    }

    private static (IReadOnlyList<string> Names, bool IsNear) Suggestions(string key)
    {
        var parts = key.Split(':');
        if (parts.Length > 2 && SettingCatalog.Find(string.Join(':', parts[1..])) is { } behindPrefix)
            return ([behindPrefix.Name], true);
        var nearest = NameSimilarity.Nearest(key, SettingCatalog.All.Select(setting => setting.Name));
        var distance = NameSimilarity.EditDistance(key, nearest[0]);
        // The right key in a wrong section comes before a name that is further off.
        var sameKey = SettingCatalog.All
            .Where(setting => setting.Key.Equals(parts[^1], StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Name).ToList();
        return distance <= 2 || sameKey.Count == 0
            ? (nearest, distance <= Math.Max(2, key.Length / 2))
            : ([.. NameSimilarity.Nearest(key, sameKey).Concat(sameKey).Distinct(StringComparer.Ordinal)], true);
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit));
}
