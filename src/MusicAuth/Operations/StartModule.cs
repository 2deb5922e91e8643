namespace MusicAuth.Operations;

public static class StartModule
{
    /// <summary>Needs <c>AddPersistence</c> and <c>AddVault</c>.</summary>
    public static IServiceCollection AddStartSequence(this IServiceCollection services) =>
        services.AddSingleton<InstanceLock>().AddSingleton<DataDirectory>().AddSingleton<StartSequence>()
            .AddSingleton<ImportVerb>().AddSingleton<VaultVerb>().AddSingleton<OwnerLinkVerb>();
}
