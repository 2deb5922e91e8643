using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Settings;

/// <summary>Reports binding failures together with all other errors of the settings.</summary>
internal static class OptionsBinding
{
    /// <summary>Binds a section property by property and validates the options at start.</summary>
    public static OptionsBuilder<TOptions> BindSection<TOptions>(this OptionsBuilder<TOptions> options, string section)
        where TOptions : class
    {
        var binding = new SectionBinder<TOptions>(section);
        options.Services.AddSingleton<IValidateOptions<TOptions>>(binding);
        return options.Configure<IConfiguration>(binding.Bind).ValidateOnStart();
    }

    /// <summary>Validates by a list of sentences, which is empty for valid options.</summary>
    public static OptionsBuilder<TOptions> RefuseErrors<TOptions>(
        this OptionsBuilder<TOptions> options, Func<TOptions, IEnumerable<string>> list) where TOptions : class
    {
        options.Services.AddSingleton<IValidateOptions<TOptions>>(new OptionsErrors<TOptions>(list));
        return options;
    }
}
