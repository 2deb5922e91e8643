using System.Globalization;

namespace MusicAuth.Web.Settings;

/// <summary>Parses a setting to the type of its property.</summary>
internal static class SettingValueParser
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    public static bool IsList(Type type) => type != typeof(string) && type.IsAssignableFrom(typeof(List<string>))
        || type == typeof(string[]);

    /// <summary>Whether the setting has a value; a JSON null and an empty list are no values.</summary>
    public static bool IsSet(IConfigurationSection value, Type type) => IsList(type)
        ? !string.IsNullOrWhiteSpace(value.Value) || value.GetChildren().Any()
        : value.Value is not null;

    public static bool TryParse(Type type, IConfigurationSection value, out object? parsed)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        parsed = IsList(target) ? ParseList(value, target) : ParseScalar(target, value.Value!.Trim());
        return parsed is not null;
    }

    /// <summary>Describes the expected values, as the end of a sentence with "must be".</summary>
    public static string DescribeExpected(Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (target.IsEnum)
        {
            var names = Enum.GetNames(target);
            return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
        }

        return target == typeof(bool) ? "true or false"
            : target == typeof(TimeSpan) ? "a duration such as 00:00:30"
            : target == typeof(double) ? "a number"
            : "a whole number";
    }

    private static object? ParseScalar(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return text;
        if (type.IsEnum)
            // Only names, because Enum.TryParse would also accept numbers.
            return Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
                is { } name ? Enum.Parse(type, name) : null;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) ? number : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, culture, out var number) ? number : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(TimeSpan))
            return TimeSpan.TryParse(text, culture, out var length) ? length : null;
        throw new NotSupportedException($"No setting has the type {type.Name} yet.");
    }

    // A list is one value (Web__TrustedProxies=10.0.0.2,10.0.0.3) or one value for each entry.
    private static object ParseList(IConfigurationSection value, Type type)
    {
        string[] entries = string.IsNullOrWhiteSpace(value.Value)
            ? [.. value.GetChildren().Where(IsEntry).Select(entry => entry.Value).OfType<string>()]
            : value.Value.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return type == typeof(string[]) ? entries : entries.ToList();
    }

    private static bool IsEntry(IConfigurationSection child) =>
        int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
