using System.Globalization;
using System.Reflection;

namespace MusicAuth.Operations.Settings;

/// <summary>All settings: the properties of the options classes, and the two keys at the root.</summary>
internal static class SettingCatalog
{
    // Not a setting: the validation of the provider's options explains the reason.
    private const string ResponseType = "ResponseType";

    private static readonly (string Section, Type Type)[] Classes =
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
        (NoticesOptions.Section, typeof(NoticesOptions)),
        (SmtpOptions.Section, typeof(SmtpOptions)),
        (BackupOptions.Section, typeof(BackupOptions)),
        (UpdatesOptions.Section, typeof(UpdatesOptions)),
    ];

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("", "Urls", SettingFormat.Address),
        new("", DatabaseOptions.DataDirectoryKey, SettingFormat.Path),
        .. Classes.SelectMany(options => PropertiesOf(options.Type)
            .Where(property => property.Name != DatabaseOptions.DataDirectoryKey)
            .Select(property => Describe(options.Section, property))),
    ];

    public static IReadOnlyList<string> Sections { get; } = [.. Classes.Select(options => options.Section)];

    public static bool IsSection(string name) => Sections.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static Setting? Find(string key) => All.FirstOrDefault(setting =>
        key.Equals(setting.Name, StringComparison.OrdinalIgnoreCase) || (setting.IsList && IsEntryOf(setting, key)));

    public static bool IsCheckedByProvider(string key) => key.Split(':') is [var section, var name]
        && name.Equals(ResponseType, StringComparison.OrdinalIgnoreCase)
        && section.ToUpperInvariant() is "SPOTIFY" or "DEEZER";

    private static bool IsEntryOf(Setting setting, string key) =>
        key.Length > setting.Name.Length + 1
        && key.StartsWith($"{setting.Name}:", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(key.AsSpan(setting.Name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<PropertyInfo> PropertiesOf(Type options) =>
        options.GetProperties().Where(property => property.SetMethod is { IsPublic: true });

    private static Setting Describe(string section, PropertyInfo property)
    {
        var isList = SettingValueParser.IsList(property.PropertyType);
        var format = property.Name switch
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
        return new(section, property.Name, format, isList);
    }
}
