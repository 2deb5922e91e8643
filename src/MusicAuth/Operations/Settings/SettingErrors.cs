using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Settings;

/// <summary>Mistakes in the names and values of settings. The start reports them with all other mistakes.</summary>
/// <param name="All">One line for each mistake.</param>
internal sealed record SettingErrors(IReadOnlyList<string> All) : IValidateOptions<SettingErrors.Marker>
{
    public static void Register(IServiceCollection services)
    {
        services.AddOptions<Marker>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<Marker>>(
            provider => provider.GetService<SettingErrors>() ?? new SettingErrors([]));
    }

    public ValidateOptionsResult Validate(string? name, Marker options) =>
        All.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(All);

    /// <summary>Has no properties: only its validation matters.</summary>
    public sealed class Marker;
}
