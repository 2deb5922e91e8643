namespace MusicAuth.Access.Audit;

internal static class AuditModule
{
    /// <summary>Comes before every service that records events while it stops.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditMetrics>().AddSingleton<AuditLog>().AddSingleton<AuditAnomalyDetector>();
        services.AddSingleton<AuditCursors>().AddHostedSingleton<AuditWriter>();
        return services.AddScoped<AuditStore>().AddScoped<AuditBatchStore>().AddScoped<AuditedKeyStore>();
    }
}
