using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.Registry;

internal static class ProviderSignInServices
{
    /// <summary>Registers a provider, whose settings are validated at start, and its authentication handler.</summary>
    /// <param name="services">The services of the broker.</param>
    /// <param name="name">The wire name, and the name of the authentication scheme.</param>
    /// <param name="displayName">The name for users, and the section of the settings.</param>
    public static void AddProviderSignIn<TSettings, TOptions, THandler>(
        this IServiceCollection services, string name, string displayName)
        where TSettings : ProviderSettings
        where TOptions : ProviderAuthenticationOptions, new()
        where THandler : ProviderAuthenticationHandler<TOptions>
    {
        services.AddOptions<TSettings>().BindSection(displayName)
            .PostConfigure(static settings => settings.NormaliseHosts());
        services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<InsecureEndpointWarning<TSettings>>(provider, displayName));
        services.AddSingleton<IValidateOptions<TSettings>>(provider =>
        {
            var section = provider.GetRequiredService<IConfiguration>().GetSection(displayName);
            return new OptionsErrors<TSettings>(settings =>
                [.. settings.GetErrors(displayName), .. ImplicitGrant.FindErrors(section)]);
        });
        services.AddKeyedSingleton(name, (provider, _) => new ProviderCredentials(
            name, provider.GetRequiredService<IOptions<TSettings>>().Value.GetCredentials()));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TSettings>>().Value.ToRegistration(
            displayName, provider.GetRequiredKeyedService<ProviderCredentials>(name)));
        services.AddOptions<TOptions>(name)
            .Configure<IOptions<TSettings>, ProviderOptionsDefaults>((options, settings, defaults) =>
                defaults.Apply(options, settings.Value, name));
        services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider =>
            new CredentialsChangeSource<TOptions>(provider.GetRequiredKeyedService<ProviderCredentials>(name)));
        new AuthenticationBuilder(services).AddOAuth<TOptions, THandler>(name, displayName, _ => { });
    }
}
