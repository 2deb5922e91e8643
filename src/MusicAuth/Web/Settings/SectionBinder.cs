using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Settings;

/// <summary>
/// Binds one section. A value that cannot be read leaves the default and becomes an error that names the legal values;
/// the framework's binder would stop at the first one and report it in its own words.
/// </summary>
internal sealed class SectionBinder<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    private List<string> _errors = [];

    public void Bind(TOptions target, IConfiguration configuration)
    {
        List<string> errors = [];
        foreach (var property in typeof(TOptions).GetProperties().Where(one => one.SetMethod is { IsPublic: true }))
        {
            var value = configuration.GetSection($"{section}:{property.Name}");
            if (!SettingValueParser.IsSet(value, property.PropertyType))
                continue;
            var range = property.GetCustomAttribute<RangeAttribute>();
            if (!SettingValueParser.TryParse(property.PropertyType, value, out var read))
                errors.Add($"{section}:{property.Name} must be {DescribeExpected(property, range)}.");
            else if (range?.IsValid(read) == false)
                errors.Add(range.FormatErrorMessage($"{section}:{property.Name}"));
            else
                property.SetValue(target, read);
        }

        _errors = errors;
    }

    public ValidateOptionsResult Validate(string? name, TOptions options) =>
        _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);

    private static string DescribeExpected(PropertyInfo property, RangeAttribute? range) => range is null
        ? SettingValueParser.DescribeExpected(property.PropertyType)
        : $"a whole number from {range.Minimum} to {range.Maximum}";
}
