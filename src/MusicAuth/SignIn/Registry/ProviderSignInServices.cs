using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.Registry;

internal static class ProviderSignInServices
{
    /// <summary>Registers a provider and validates its settings at start.</summary>
    public static IServiceCollection AddProvider<TSettings>(
        this IServiceCollection services, string name, string displayName, string section)
        where TSettings : ProviderSettings
    {
        services.AddOptions<TSettings>().BindSection(section)
            .PostConfigure(static settings => settings.NormaliseHosts());
        services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<InsecureEndpointWarning<TSettings>>(provider, section));
        services.AddSingleton<IValidateOptions<TSettings>>(provider =>
            new SettingsValidator<TSettings>(provider.GetRequiredService<IConfiguration>().GetSection(section)));
        services.AddKeyedSingleton(name, (provider, _) => new ProviderCredentials(
            name, provider.GetRequiredService<IOptions<TSettings>>().Value.GetCredentials()));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TSettings>>().Value.ToRegistration(
            displayName, provider.GetRequiredKeyedService<ProviderCredentials>(name)));
        return services;
    }

    /// <summary>Registers the authentication handler of a provider with the shared options.</summary>
    public static AuthenticationBuilder AddProvider<TSettings, TOptions, THandler>(
        this AuthenticationBuilder builder, string name, string displayName)
        where TSettings : ProviderSettings
        where TOptions : ProviderAuthenticationOptions, new()
        where THandler : ProviderAuthenticationHandler<TOptions>
    {
        builder.Services.AddOptions<TOptions>(name)
            .Configure<IOptions<TSettings>, ProviderOptionsDefaults>((options, settings, defaults) =>
                defaults.Apply(options, settings.Value, name));
        builder.Services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider =>
            new CredentialsChangeSource<TOptions>(provider.GetRequiredKeyedService<ProviderCredentials>(name)));
        return builder.AddOAuth<TOptions, THandler>(name, displayName, _ => { });
    }

    private sealed class SettingsValidator<TSettings>(IConfigurationSection section) : IValidateOptions<TSettings>
        where TSettings : ProviderSettings
    {
        public ValidateOptionsResult Validate(string? name, TSettings options)
        {
            var errors = options.GetErrors(section.Key).ToList();
            if (ImplicitGrant.FindError(section) is { } implicitGrant)
                errors.Add(implicitGrant);
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
