using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MusicAuth.Vault;
using MusicAuth.Web;

namespace MusicAuth.Access;

public static class AccessModule
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindSection(AccessOptions.Section).Configure<IConfiguration>(
            (access, all) => access.ReadListFrom(all.GetSection(AccessOptions.Section)));
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<SessionLife>().AddSingleton<SessionCookie>().AddSingleton<KnownSessions>();
        services.AddSingleton<Registration>().AddSingleton<AllowList>();
        services.AddScoped<Identities>().AddScoped<AccountRegistration>().AddScoped<RecentSignIn>();
        services.AddScoped<Sessions>().AddScoped<Users>().AddScoped<ClaimLinks>().AddScoped<ApiKeys>();
        services.AddSingleton<ApiKeyCheck>().AddSingleton<ApiKeyUse>().AddSingleton<RequestLimits>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUse>());
        services.AddSingleton<CarriesValidKey>(provider =>
            ActivatorUtilities.CreateInstance<KeyOnForeignHost>(provider).IsValidAsync);
        services.AddSingleton<IRollbackHandler, RestoredAccess>();
        // Hosts that compose neither the web nor the sign-in, such as those of verbs, need these as well.
        services.TryAddSingleton<LocalBrowser>();
        services.TryAddSingleton<IsProviderOn>(static _ => static _ => true);
        services.AddHostedService<ClaimAnnouncement>().AddHostedService<AllowListNotice>();
        services.AddActivity();
        services.AddAuthentication(CallerAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthenticationHandler>(
                CallerAuthenticationHandler.SchemeName, null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeAuthorizationResultHandler>();
        return services;
    }

    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseMiddleware<KeysStayOutOfQueries>();
        app.UseMiddleware<AnonymousLimit>();
        // The providers' handlers answer callbacks only; left to itself, the framework makes them at every request.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseWhen(
            static context => HttpMethods.IsGet(context.Request.Method)
                && context.Request.Path.StartsWithSegments("/callback", StringComparison.OrdinalIgnoreCase),
            static callback => callback.UseAuthentication());
        app.UseMiddleware<CallerAuthentication>();
        app.UseMiddleware<CallerLimit>();
        app.UseMiddleware<OriginRule>();
        app.UseAuthorization();
        return app;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.MapApiKeys();
        app.MapSessions();
        app.MapActivity();
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
