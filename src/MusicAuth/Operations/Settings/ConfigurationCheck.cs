using Microsoft.Extensions.Configuration.Json;

namespace MusicAuth.Operations.Settings;

/// <summary>Looks through the sources of the configuration for names and values that cannot be meant so.</summary>
internal sealed class ConfigurationCheck
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, string?> _mended = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A line for each mistake.</summary>
    public IReadOnlyList<string> Errors => _problems;

    /// <summary>Values to be read in the place of those that were written.</summary>
    public IReadOnlyDictionary<string, string?> CorrectedValues => _mended;

    public void Add(IEnumerable<string> problems) => _problems.AddRange(problems);

    /// <summary>Judges the names in settings files, in the environment and in the folder of secrets.</summary>
    public void CheckNames(IConfigurationRoot configuration, string secretsDirectory)
    {
        foreach (var file in configuration.Providers.OfType<JsonConfigurationProvider>())
            ReviewFile(file);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && !string.IsNullOrWhiteSpace(value))
                Judge(Colons(name), $"environment variable {name}", isBareSectionRight: true);
        }

        if (!Directory.Exists(secretsDirectory))
            return;
        foreach (var path in Directory.GetFiles(secretsDirectory))
            Judge(Colons(Path.GetFileName(path)), $"file {path}", isBareSectionRight: true);
    }

    /// <summary>Judges the values of our settings, as they are once all sources are laid over each other.</summary>
    public void CheckValues(IConfiguration configuration)
    {
        foreach (var setting in SettingCatalog.All)
        {
            var section = configuration.GetSection(setting.Name);
            if (section.Value is { } value)
                ReviewValue(setting, setting.Name, value, isWholeList: setting.IsList);
            if (!setting.IsList)
                continue;
            foreach (var entry in section.GetChildren())
            {
                if (entry.Value is { } one)
                    ReviewValue(setting, $"{setting.Name}:{entry.Key}", one, isWholeList: false);
            }
        }
    }

    private void ReviewValue(Setting setting, string name, string value, bool isWholeList)
    {
        var trimmed = SettingValueCheck.Trim(value);
        var faults = isWholeList ? ListFaults(setting.Format, trimmed) : SettingValueCheck.FindErrors(setting.Format, trimmed);
        if (faults.Count > 0)
        {
            _problems.Add($"{name} contains {string.Join(" and ", faults)}. "
                + $"{SettingValueCheck.Remedy(setting.Format)}");
            trimmed = isWholeList
                ? string.Join(',', Entries(trimmed).Select(entry => SettingValueCheck.Correct(setting.Format, entry)))
                : SettingValueCheck.Correct(setting.Format, trimmed);
        }

        if (trimmed != value)
            _mended[name] = trimmed;
    }

    private static List<string> ListFaults(SettingFormat form, string list) =>
        [.. Entries(list).SelectMany(entry => SettingValueCheck.FindErrors(form, entry)).Distinct(StringComparer.Ordinal)];

    private static string[] Entries(string list) =>
        list.Split([',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private void ReviewFile(JsonConfigurationProvider file)
    {
        var source = $"in {file.Source.Path}";
        foreach (var key in Keys(file, null))
            Judge(key, source, isBareSectionRight: false);
    }

    private void Judge(string key, string source, bool isBareSectionRight)
    {
        // A variable called REDIS is another program's.
        var problem = SettingNameCheck.IsBareSection(key)
            ? isBareSectionRight ? null : SettingNameCheck.FindErrorStrictly(key)
            : SettingNameCheck.FindError(key);
        if (problem is not null)
            _problems.Add($"{problem} ({source})");
    }

    private static IEnumerable<string> Keys(JsonConfigurationProvider file, string? parent)
    {
        foreach (var name in file.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = parent is null ? name : $"{parent}:{name}";
            if (file.TryGet(key, out var value) && !string.IsNullOrWhiteSpace(value))
                yield return key;
            foreach (var below in Keys(file, key))
                yield return below;
        }
    }

    private static string Colons(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
