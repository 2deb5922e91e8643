using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Settings;

/// <summary>
/// Binds one section. An invalid value keeps the default and becomes an error that states the expected values. The
/// framework's binder would stop at the first invalid value.
/// </summary>
internal sealed class SectionBinder<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    private List<string> _errors = [];

    public void Bind(TOptions target, IConfiguration configuration)
    {
        List<string> errors = [];
        foreach (var property in typeof(TOptions).GetProperties())
        {
            if (property.SetMethod is not { IsPublic: true })
                continue;
            var value = configuration.GetSection($"{section}:{property.Name}");
            if (!SettingValueParser.IsSet(value, property.PropertyType))
                continue;
            var range = property.GetCustomAttribute<RangeAttribute>();
            if (!SettingValueParser.TryParse(property.PropertyType, value, out var parsed))
                errors.Add($"{section}:{property.Name} must be {DescribeExpected(property, range)}.");
            else if (range?.IsValid(parsed) == false)
                errors.Add(range.FormatErrorMessage($"{section}:{property.Name}"));
            else
                property.SetValue(target, parsed);
        }

        _errors = errors;
    }

    public ValidateOptionsResult Validate(string? name, TOptions options) =>
        _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);

    private static string DescribeExpected(PropertyInfo property, RangeAttribute? range) => range is null
        ? SettingValueParser.DescribeExpected(property.PropertyType)
        : $"a whole number from {range.Minimum} to {range.Maximum}";
}
