using Microsoft.Extensions.Configuration.Json;

namespace MusicAuth.Operations;

/// <summary>Looks through the sources of the configuration for names and values that cannot be meant so.</summary>
internal sealed class SettingReview
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, string?> _mended = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A line for each mistake.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Values to be read in the place of those that were written.</summary>
    public IReadOnlyDictionary<string, string?> Mended => _mended;

    public void Add(IEnumerable<string> problems) => _problems.AddRange(problems);

    /// <summary>Judges the names in settings files, in the environment and in the folder of secrets.</summary>
    public void ReviewNames(IConfigurationRoot configuration, string secretsDirectory)
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
    public void ReviewValues(IConfiguration configuration)
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
        var trimmed = SettingText.Trim(value);
        var faults = isWholeList ? ListFaults(setting.Form, trimmed) : SettingText.Faults(setting.Form, trimmed);
        if (faults.Count > 0)
        {
            _problems.Add($"{name} holds {string.Join(" and ", faults)}. {SettingText.Remedy(setting.Form)}");
            trimmed = isWholeList
                ? string.Join(',', Entries(trimmed).Select(entry => SettingText.Mend(setting.Form, entry)))
                : SettingText.Mend(setting.Form, trimmed);
        }

        if (trimmed != value)
            _mended[name] = trimmed;
    }

    private static List<string> ListFaults(SettingForm form, string list) =>
        [.. Entries(list).SelectMany(entry => SettingText.Faults(form, entry)).Distinct(StringComparer.Ordinal)];

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
        var problem = SettingNames.IsBareSection(key)
            ? isBareSectionRight ? null : SettingNames.JudgeStrictly(key)
            : SettingNames.Judge(key);
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
