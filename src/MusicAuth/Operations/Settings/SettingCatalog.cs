using System.Globalization;
using System.Reflection;

namespace MusicAuth.Operations.Settings;

/// <summary>Every setting of ours: the properties of the options classes, and the two keys at the root.</summary>
public static class SettingCatalog
{
    // Not a setting; the provider's own check explains why it cannot be one.
    private const string ResponseType = "ResponseType";

    private static readonly (string Section, Type Options)[] Classes =
    [
        (WebOptions.Section, typeof(WebOptions)),
        (DatabaseOptions.Section, typeof(DatabaseOptions)),
        (VaultOptions.Section, typeof(VaultOptions)),
        ("Spotify", typeof(ProviderSettings)),
        ("Deezer", typeof(ProviderSettings)),
        (AccessOptions.Section, typeof(AccessOptions)),
        (GrantsOptions.Section, typeof(GrantsOptions)),
        (LibraryOptions.Section, typeof(LibraryOptions)),
        (UpstreamOptions.Section, typeof(UpstreamOptions)),
        (RedisOptions.Section, typeof(RedisOptions)),
    ];

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("", "Urls", SettingFormat.Address),
        new("", DatabaseOptions.DataDirectoryKey, SettingFormat.Path),
        .. Classes.SelectMany(one => Properties(one.Options)
            .Where(property => property.Name != DatabaseOptions.DataDirectoryKey)
            .Select(property => Describe(one.Section, property))),
    ];

    public static IReadOnlyList<string> Sections { get; } = [.. Classes.Select(one => one.Section)];

    public static bool IsSection(string name) => Sections.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The setting that a configuration key belongs to; null where it is none of ours.</summary>
    public static Setting? Find(string key) => All.FirstOrDefault(setting =>
        key.Equals(setting.Name, StringComparison.OrdinalIgnoreCase) || (setting.IsList && IsEntryOf(setting, key)));

    public static bool IsCheckedByProvider(string key) => key.Split(':') is [var section, var name]
        && name.Equals(ResponseType, StringComparison.OrdinalIgnoreCase)
        && section.ToUpperInvariant() is "SPOTIFY" or "DEEZER";

    private static bool IsEntryOf(Setting setting, string key) =>
        key.Length > setting.Name.Length + 1
        && key.StartsWith($"{setting.Name}:", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(key.AsSpan(setting.Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<PropertyInfo> Properties(Type options) =>
        options.GetProperties().Where(property => property.SetMethod is { IsPublic: true });

    private static Setting Describe(string section, PropertyInfo property)
    {
        var isList = SettingValueParser.IsList(property.PropertyType);
        var form = property.Name switch
        {
            "ClientId" or "ClientSecret" => SettingFormat.Credential,
            "Scopes" or "AllowedScopes" => SettingFormat.Scopes,
            "ConnectionString" => SettingFormat.ConnectionString,
            var name when name.EndsWith("Url", StringComparison.Ordinal)
                || name.EndsWith("Endpoint", StringComparison.Ordinal) => SettingFormat.Address,
            var name when name.EndsWith("File", StringComparison.Ordinal)
                || name.EndsWith("Files", StringComparison.Ordinal) => SettingFormat.Path,
            _ => isList ? SettingFormat.Entry : SettingFormat.Word,
        };
        return new(section, property.Name, form, isList);
    }
}
