using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace MusicAuth.Vault;

internal static class VaultModule
{
    /// <summary>Requires <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services)
    {
        services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<VaultOptions>, VaultOptionsSetup>();
        services.AddSingleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>();

        services.AddSingleton<DerivedKeySet>().AddSingleton<MasterKeyFile>().AddSingleton<MasterKeyLoader>();
        services.AddSingleton<FieldProtector>().AddSingleton<VaultStartup>();
        services.AddSingleton<RollbackCounter>().AddSingleton<RollbackRecordFile>().AddSingleton<RollbackDetector>();
        services.AddSingleton<EpochStart>().AddSingleton<MasterKeyTransfer>();
        services.AddSingleton<IEncryptedStore, KeyRingStore>();
        services.AddSingleton<MasterKeyUsageReport>().AddSingleton<MasterKeyRotation>();

        // Without an application name, Data Protection derives one from the path of the app.
        services.AddDataProtection().SetApplicationName("musicauth");
        services.AddSingleton<MasterKeyXmlEncryptor>().AddSingleton<StrictXmlRepository>();
        services.AddSingleton<KeyRingInitializer>();
        services.AddOptions<KeyManagementOptions>().Configure<MasterKeyXmlEncryptor, StrictXmlRepository>(
            (options, encryptor, repository) =>
            {
                options.XmlEncryptor = encryptor;
                options.XmlRepository = repository;
            });
        return services;
    }
}
