using Microsoft.Extensions.Configuration.Json;

namespace MusicAuth.Operations.Settings;

/// <summary>Finds mistyped names and malformed values in the sources of the configuration.</summary>
internal sealed class ConfigurationCheck
{
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, string?> _corrected = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Errors => _errors;

    public IReadOnlyDictionary<string, string?> CorrectedValues => _corrected;

    public void Add(IEnumerable<string> errors) => _errors.AddRange(errors);

    public void CheckNames(IConfigurationRoot configuration, string secretsDirectory)
    {
        foreach (var file in configuration.Providers.OfType<JsonConfigurationProvider>())
        {
            foreach (var key in KeysOf(file, null))
                CheckName(key, $"in {file.Source.Path}", allowsBareSection: false);
        }

        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && !string.IsNullOrWhiteSpace(value))
                CheckName(WithColons(name), $"environment variable {name}", allowsBareSection: true);
        }

        if (!Directory.Exists(secretsDirectory))
            return;
        foreach (var path in Directory.GetFiles(secretsDirectory))
            CheckName(WithColons(Path.GetFileName(path)), $"file {path}", allowsBareSection: true);
    }

    public void CheckValues(IConfiguration configuration)
    {
        foreach (var setting in SettingCatalog.All)
        {
            var section = configuration.GetSection(setting.Name);
            if (section.Value is { } value)
                CheckValue(setting, setting.Name, value, isWholeList: setting.IsList);
            if (!setting.IsList)
                continue;
            foreach (var entry in section.GetChildren())
            {
                if (entry.Value is { } entryValue)
                    CheckValue(setting, $"{setting.Name}:{entry.Key}", entryValue, isWholeList: false);
            }
        }
    }

    private void CheckValue(Setting setting, string name, string value, bool isWholeList)
    {
        var format = setting.Format;
        var corrected = SettingValueCheck.Trim(value);
        string[] entries = isWholeList
            ? corrected.Split([',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            : [corrected];
        var errors = entries.SelectMany(entry => SettingValueCheck.FindErrors(format, entry))
            .Distinct(StringComparer.Ordinal).ToList();
        if (errors.Count > 0)
        {
            _errors.Add($"{name} contains {string.Join(" and ", errors)}. {SettingValueCheck.Remedy(format)}");
            corrected = string.Join(',', entries.Select(entry => SettingValueCheck.Correct(format, entry)));
        }

        if (corrected != value)
            _corrected[name] = corrected;
    }

    // An environment variable REDIS belongs to another program.
    private void CheckName(string key, string source, bool allowsBareSection)
    {
        var error = SettingCatalog.IsSection(key)
            ? allowsBareSection ? null : SettingNameCheck.FindErrorStrictly(key)
            : SettingNameCheck.FindError(key);
        if (error is not null)
            _errors.Add($"{error} ({source})");
    }

    private static IEnumerable<string> KeysOf(JsonConfigurationProvider file, string? parent)
    {
        foreach (var name in file.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = parent is null ? name : $"{parent}:{name}";
            if (file.TryGet(key, out var value) && !string.IsNullOrWhiteSpace(value))
                yield return key;
            foreach (var child in KeysOf(file, key))
                yield return child;
        }
    }

    private static string WithColons(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
