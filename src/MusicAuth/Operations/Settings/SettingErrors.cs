using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Settings;

/// <summary>Mistakes that were found while the configuration was read; told with all others at the start.</summary>
/// <param name="All">A line each.</param>
public sealed record SettingErrors(IReadOnlyList<string> All)
{
    /// <summary>Makes them part of the validation of the settings, before that of any section.</summary>
    public static void Register(IServiceCollection services)
    {
        services.AddOptions<Check>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<Check>>(provider =>
            new Check.Validator(provider.GetService<SettingErrors>()?.All ?? []));
    }

    internal sealed class Check
    {
        internal sealed class Validator(IReadOnlyList<string> problems) : IValidateOptions<Check>
        {
            public ValidateOptionsResult Validate(string? name, Check options) =>
                problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
