using Microsoft.Extensions.Options;

namespace MusicAuth.Web;

/// <summary>Binding whose failure is one error among the others, instead of hiding them.</summary>
public static class OptionsBinding
{
    public static OptionsBuilder<TOptions> BindSection<TOptions>(this OptionsBuilder<TOptions> options, string section)
        where TOptions : class => options.Configure<IConfiguration>((target, configuration) =>
        {
            try
            {
                configuration.GetSection(section).Bind(target);
            }
            catch (InvalidOperationException unbound)
            {
                // The binder's own text names the key and the type that it should have.
                throw new OptionsValidationException(options.Name, typeof(TOptions), [unbound.Message]);
            }
        }).ValidateOnStart();
}
