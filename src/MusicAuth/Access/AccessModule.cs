using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Access;

internal static class AccessModule
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindSection(AccessOptions.Section).Configure<IConfiguration>(
            (access, all) => access.ReadListFrom(all.GetSection(AccessOptions.Section)))
            .RefuseErrors(options => options.Errors());
        services.AddJson(AccessJson.Default);
        services.AddSingleton<SessionLifetime>().AddSingleton<SessionCookie>().AddSingleton<KnownSessionCache>();
        services.AddSingleton<RegistrationRules>().AddSingleton<AllowList>();
        services.AddScoped<IdentityStore>().AddScoped<AccountRegistration>().AddScoped<RecentSignIn>();
        services.AddScoped<SessionStore>().AddScoped<UserStore>().AddScoped<OwnerLinkStore>().AddScoped<ApiKeyStore>();
        services.AddScoped<GuestAccountStore>().AddScoped<AccessRequestStore>().AddScoped<InvitationStore>();
        services.AddScoped<GuestEntrance>().AddHostedService<GuestCleanup>();
        services.AddSingleton<ApiKeyValidator>().AddHostedSingleton<ApiKeyUsageWriter>().AddSingleton<RequestLimits>();
        services.AddSingleton<KeyInQueryCheck>().AddSingleton<CallerAuthenticator>();
        services.AddSingleton<HasValidApiKey>(provider =>
            provider.GetRequiredService<CallerAuthenticator>().HasValidKeyAsync);
        services.AddSingleton<IRollbackHandler, AccessRollbackHandler>();
        // Hosts without Web and SignIn need these too.
        services.TryAddSingleton<LocalBrowserDetector>();
        services.TryAddSingleton<IsProviderEnabled>(static _ => static _ => true);
        services.TryAddSingleton<IsSetupBrowser>(static _ => static _ => ValueTask.FromResult(false));
        services.AddHostedService<ReadyAnnouncement>().AddHostedService<AllowListStartWarning>();
        services.AddAudit();
        return services;
    }

    public static void UseCallers(this WebApplication app) => app.UseMiddleware<CallerMiddleware>();

    public static void UseAccessCheck(this WebApplication app) => app.UseMiddleware<AccessCheckMiddleware>();

    public static void MapAccess(this WebApplication app)
    {
        app.MapApiKeys();
        app.MapSessions();
        app.MapAudit();
        app.MapAccessRequests();
        app.MapInvitations();
    }
}
