using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Access;

public static class AccessModule
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindSection(AccessOptions.Section).Configure<IConfiguration>(
            (access, all) => access.ReadListFrom(all.GetSection(AccessOptions.Section)));
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<SessionLifetime>().AddSingleton<SessionCookie>().AddSingleton<KnownSessionCache>();
        services.AddSingleton<RegistrationRules>().AddSingleton<AllowList>();
        services.AddScoped<IdentityStore>().AddScoped<AccountRegistration>().AddScoped<RecentSignIn>();
        services.AddScoped<SessionStore>().AddScoped<UserStore>().AddScoped<OwnerLinkStore>().AddScoped<ApiKeyStore>();
        services.AddSingleton<ApiKeyValidator>().AddSingleton<ApiKeyUsageWriter>().AddSingleton<RequestLimits>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUsageWriter>());
        services.AddSingleton<HasValidApiKey>(provider =>
            ActivatorUtilities.CreateInstance<ForeignHostKeyCheck>(provider).IsValidAsync);
        services.AddSingleton<IRollbackHandler, AccessRollbackHandler>();
        // Hosts that compose neither the web nor the sign-in, such as those of verbs, need these as well.
        services.TryAddSingleton<LocalBrowserDetector>();
        services.TryAddSingleton<IsProviderEnabled>(static _ => static _ => true);
        services.AddHostedService<OwnerLinkAnnouncement>().AddHostedService<AllowListStartWarning>();
        services.AddAudit();
        services.AddAuthentication(CallerAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthenticationHandler>(
                CallerAuthenticationHandler.SchemeName, null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeAuthorizationResultHandler>();
        return services;
    }

    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseMiddleware<KeyInQueryFilter>();
        app.UseMiddleware<AnonymousLimit>();
        // The providers' handlers answer callbacks only; left to itself, the framework makes them at every request.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseWhen(
            static context => HttpMethods.IsGet(context.Request.Method)
                && context.Request.Path.StartsWithSegments("/callback", StringComparison.OrdinalIgnoreCase),
            static callback => callback.UseAuthentication());
        app.UseMiddleware<CallerAuthentication>();
        app.UseMiddleware<CallerLimit>();
        app.UseMiddleware<OriginCheck>();
        app.UseAuthorization();
        return app;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.MapApiKeys();
        app.MapSessions();
        app.MapAudit();
        return app;
    }

    private sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
    {
        public ValidateOptionsResult Validate(string? name, AccessOptions options)
        {
            var errors = options.Errors().ToList();
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
