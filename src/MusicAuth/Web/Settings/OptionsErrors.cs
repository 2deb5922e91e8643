using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Settings;

/// <summary>Options that list their errors themselves, one sentence each.</summary>
internal sealed class OptionsErrors<TOptions>(Func<TOptions, IEnumerable<string>> list) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var errors = list(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
