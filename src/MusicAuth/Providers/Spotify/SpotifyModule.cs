using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using MusicAuth.Grants;
using MusicAuth.Library;
using MusicAuth.SignIn;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

public static class SpotifyModule
{
    private const string Scheme = SpotifyAuthenticationDefaults.AuthenticationScheme;

    /// <summary>Everything of Spotify; its sign-in only where it is configured.</summary>
    public static IServiceCollection AddSpotify(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SpotifySettings>, SpotifySettingsValidator>();
        services.AddSingleton(provider => Describe(provider.GetRequiredService<IOptions<SpotifySettings>>().Value));
        services.AddSingleton<ITokenEndpoint, SpotifyTokenEndpoint>();
        services.AddSpotifyLibrary();
        services.AddHttpClient<SpotifyTokenClient>().RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(ProviderHttp.NewHandler);
        services.AddSingleton<SpotifyProfileClient>();
        if (!string.IsNullOrEmpty(configuration["Spotify:ClientId"]))
            services.AddAuthentication().AddSpotify();
        return services;
    }

    /// <summary>Spotify's API as a source of music.</summary>
    public static IServiceCollection AddSpotifyLibrary(this IServiceCollection services)
    {
        services.AddOptions<SpotifySettings>().BindConfiguration(SpotifySettings.Section).ValidateOnStart();
        services.AddProviderApi(SpotifyApi.ClientName);
        services.AddSingleton<SpotifyApiFaults>().AddSingleton<SpotifyApi>();
        services.AddSingleton<IMusicSource, SpotifyLibrary>();
        return services;
    }

    /// <summary>The handler alone, in the shape and names of the AspNet.Security.OAuth family.</summary>
    public static AuthenticationBuilder AddSpotify(this AuthenticationBuilder builder)
    {
        builder.Services.AddOptions<SpotifyAuthenticationOptions>(Scheme)
            .Configure<IOptions<SpotifySettings>, SignInDefaults>((options, settings, defaults) =>
            {
                var app = settings.Value;
                options.ClientId = app.ClientId!;
                options.ClientSecret = app.ClientSecret ?? "";
                options.AuthorizationEndpoint = app.AuthorizationEndpoint;
                options.TokenEndpoint = app.TokenEndpoint;
                defaults.Apply(options, Describe(app));
            });
        return builder.AddOAuth<SpotifyAuthenticationOptions, SpotifyAuthenticationHandler>(
            Scheme, SpotifyAuthenticationDefaults.DisplayName, _ => { });
    }

    private static ProviderRegistration Describe(SpotifySettings app) => new(
        Scheme,
        SpotifyAuthenticationDefaults.DisplayName,
        string.IsNullOrEmpty(app.ClientId) ? null : app.ClientId,
        string.IsNullOrEmpty(app.PublicUrl) ? null : app.PublicUrl,
        Split(app.Scopes),
        Split(app.AllowedScopes));

    private static string[] Split(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed class SpotifySettingsValidator : IValidateOptions<SpotifySettings>
    {
        public ValidateOptionsResult Validate(string? name, SpotifySettings options)
        {
            var errors = ProviderSettingsRules.Errors(
                Describe(options), options.AuthorizationEndpoint, options.TokenEndpoint, options.ApiBaseUrl).ToList();
            if (string.IsNullOrEmpty(options.ClientId) && !string.IsNullOrEmpty(options.ClientSecret))
                errors.Add("Spotify:ClientSecret is set but Spotify:ClientId is not: set both, or only the id.");
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
