namespace MusicAuth.Access;

public static class ActivityModule
{
    /// <summary>Needs <c>AddPersistence</c> and <c>AddVault</c>. Comes before whatever notes while it stops.</summary>
    public static IServiceCollection AddActivity(this IServiceCollection services)
    {
        services.AddSingleton<ActivityMetrics>().AddSingleton<ActivityLog>().AddSingleton<ActivityAnomalies>();
        services.AddSingleton<ActivityCursors>().AddSingleton<ActivityWriter>();
        services.AddScoped<ActivityStore>().AddScoped<ActivityBatchStore>();
        services.AddHostedService(provider => provider.GetRequiredService<ActivityWriter>());
        return services;
    }
}
