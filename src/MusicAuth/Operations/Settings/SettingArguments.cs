namespace MusicAuth.Operations.Settings;

/// <summary>
/// Settings of the command line: <c>--Section:Key=value</c> or <c>--Section:Key value</c>. The framework's parser
/// silently ignores arguments that it does not understand.
/// </summary>
internal sealed class SettingArguments
{
    private readonly List<(string Key, string Value)> _settings = [];
    private readonly List<string> _errors = [];

    private SettingArguments()
    {
    }

    public IReadOnlyList<string> Errors => _errors;

    public string[] Normalized => [.. _settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    public static SettingArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new SettingArguments();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || args[i].Length == 2)
                parsed._errors.Add(UnknownArgument(args[i]));
            else if (args[i].IndexOf('=', StringComparison.Ordinal) is > 2 and var separator)
                parsed.Add(args[i][2..separator], args[i][(separator + 1)..]);
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                parsed.Add(args[i][2..], args[++i]);
            else
                parsed.AddWithoutValue(args[i][2..]);
        }

        return parsed;
    }

    private void Add(string key, string value)
    {
        // A test host passes on its own configuration, including the bare names of sections.
        if (value.Length == 0 && SettingCatalog.IsSection(key))
            return;
        if (FindError(key) is { } error)
            _errors.Add(error);
        else
            _settings.Add((key, value));
    }

    private void AddWithoutValue(string key) =>
        _errors.Add(FindError(key) ?? $"--{key} has no value. Write --{key}=value.");

    // The command line separates section and key by a colon only.
    private static string? FindError(string key)
    {
        if (SettingNameCheck.FindErrorStrictly(key) is null)
            return null;
        if (CommandLineSwitches.Nearest(key) is { } similar)
            return $"--{key} is not an option. Did you mean {similar}?";
        var colons = key.Replace("__", ":", StringComparison.Ordinal);
        return SettingCatalog.Find(colons) is { } setting
            ? $"--{key} is not an option. Did you mean --{(setting.IsList ? colons : setting.Name)}?"
            : $"{SettingNameCheck.FindErrorStrictly(colons)} (on the command line as --{key})";
    }

    // The error does not repeat a bare word: the word can be the second half of a secret that contains a space.
    private static string UnknownArgument(string argument) => argument.StartsWith('-') || argument.StartsWith('/')
        ? $"'{argument.Split('=')[0]}' is not an option. Write settings as --Section:Key=value; --help shows the rest."
        : "A word on the command line belongs to no option. Write settings as --Section:Key=value, with quotes around "
            + "the whole argument if the value contains spaces.";
}
