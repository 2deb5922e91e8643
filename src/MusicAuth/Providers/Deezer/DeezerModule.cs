using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using MusicAuth.Grants;
using MusicAuth.Library;
using MusicAuth.SignIn;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Deezer;

public static class DeezerModule
{
    private const string Scheme = DeezerAuthenticationDefaults.AuthenticationScheme;

    /// <summary>Everything of Deezer; its sign-in only where it is configured.</summary>
    public static IServiceCollection AddDeezer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<DeezerSettings>, DeezerSettingsValidator>();
        services.AddSingleton(provider => Describe(provider.GetRequiredService<IOptions<DeezerSettings>>().Value));
        services.AddSingleton<ITokenEndpoint, DeezerTokenEndpoint>();
        services.AddDeezerLibrary();
        services.AddHttpClient<DeezerTokenClient>().RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(ProviderHttp.NewHandler);
        services.AddSingleton<DeezerProfileClient>();
        if (!string.IsNullOrEmpty(configuration["Deezer:ClientId"]))
            services.AddAuthentication().AddDeezer();
        return services;
    }

    /// <summary>Deezer's API as a source of music.</summary>
    public static IServiceCollection AddDeezerLibrary(this IServiceCollection services)
    {
        services.AddOptions<DeezerSettings>().BindConfiguration(DeezerSettings.Section).ValidateOnStart();
        services.AddProviderApi(DeezerApi.ClientName);
        services.AddSingleton<DeezerApiFaults>().AddSingleton<DeezerApi>();
        services.AddSingleton<IMusicSource, DeezerLibrary>();
        return services;
    }

    /// <summary>The handler alone, in the shape and names of the AspNet.Security.OAuth family.</summary>
    public static AuthenticationBuilder AddDeezer(this AuthenticationBuilder builder)
    {
        builder.Services.AddOptions<DeezerAuthenticationOptions>(Scheme)
            .Configure<IOptions<DeezerSettings>, SignInDefaults>((options, settings, defaults) =>
            {
                var app = settings.Value;
                options.ClientId = app.ClientId!;
                options.ClientSecret = app.ClientSecret ?? "";
                options.AuthorizationEndpoint = app.AuthorizationEndpoint;
                options.TokenEndpoint = app.TokenEndpoint;
                defaults.Apply(options, Describe(app));
            });
        return builder.AddOAuth<DeezerAuthenticationOptions, DeezerAuthenticationHandler>(
            Scheme, DeezerAuthenticationDefaults.DisplayName, _ => { });
    }

    private static ProviderRegistration Describe(DeezerSettings app) => new(
        Scheme,
        DeezerAuthenticationDefaults.DisplayName,
        string.IsNullOrEmpty(app.ClientId) ? null : app.ClientId,
        string.IsNullOrEmpty(app.PublicUrl) ? null : app.PublicUrl,
        Split(app.Scopes),
        Split(app.AllowedScopes));

    private static string[] Split(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed class DeezerSettingsValidator : IValidateOptions<DeezerSettings>
    {
        public ValidateOptionsResult Validate(string? name, DeezerSettings options)
        {
            var errors = ProviderSettingsRules.Errors(
                Describe(options), options.AuthorizationEndpoint, options.TokenEndpoint, options.ApiBaseUrl).ToList();
            if (string.IsNullOrEmpty(options.ClientId) != string.IsNullOrEmpty(options.ClientSecret))
                errors.Add("Deezer:ClientId and Deezer:ClientSecret belong together: set both, or none.");
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
