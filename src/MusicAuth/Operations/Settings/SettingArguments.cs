namespace MusicAuth.Operations.Settings;

/// <summary>
/// Settings of the command line, as <c>--Section:Key=value</c> or <c>--Section:Key value</c>. The framework's reader
/// would drop what it does not understand.
/// </summary>
public sealed class SettingArguments
{
    private readonly List<(string Key, string Value)> _settings = [];
    private readonly List<string> _problems = [];

    private SettingArguments()
    {
    }

    public IReadOnlyList<string> Errors => _problems;

    /// <summary>For the framework's reader, one argument for each setting.</summary>
    public string[] Normalized => [.. _settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <param name="args">Without verbs, their operands and switches.</param>
    public static SettingArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new SettingArguments();
        for (var at = 0; at < args.Count; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal) || args[at].Length == 2)
                parsed._problems.Add(NotUnderstood(args[at]));
            else if (args[at].IndexOf('=', StringComparison.Ordinal) is > 2 and var separator)
                parsed.Add(args[at][2..separator], args[at][(separator + 1)..]);
            else if (at + 1 < args.Count && !args[at + 1].StartsWith("--", StringComparison.Ordinal))
                parsed.Add(args[at][2..], args[++at]);
            else
                parsed.AddWithoutValue(args[at][2..]);
        }

        return parsed;
    }

    private void Add(string key, string value)
    {
        // A host that passes its own configuration on names its sections, too.
        if (value.Length == 0 && SettingNameCheck.IsBareSection(key))
            return;
        if (Judge(key) is { } problem)
            _problems.Add(problem);
        else
            _settings.Add((key, value));
    }

    private void AddWithoutValue(string key) =>
        _problems.Add(Judge(key) ?? $"--{key} has no value. Write --{key}=value.");

    // The command line takes the colon only.
    private static string? Judge(string key)
    {
        if (SettingNameCheck.FindErrorStrictly(key) is null)
            return null;
        if (CommandLineSwitches.Nearest(key) is { } near)
            return $"--{key} is not an option. Did you mean {near}?";
        var colons = key.Replace("__", ":", StringComparison.Ordinal);
        return SettingCatalog.Find(colons) is { } setting
            ? $"--{key} is not an option. Did you mean --{(setting.IsList ? colons : setting.Name)}?"
            : $"{SettingNameCheck.FindErrorStrictly(colons)} (on the command line as --{key})";
    }

    // A bare word can be a secret that a blank has cut off: it is not repeated.
    private static string NotUnderstood(string argument) => argument.StartsWith('-') || argument.StartsWith('/')
        ? $"'{argument.Split('=')[0]}' is not an option. Write settings as --Section:Key=value; --help shows the rest."
        : "A word on the command line belongs to no option. Write settings as --Section:Key=value, with quotes around "
            + "the whole argument if the value contains spaces.";
}
