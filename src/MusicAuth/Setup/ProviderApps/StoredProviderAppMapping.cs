using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Setup.ProviderApps;

internal sealed class StoredProviderAppMapping : IEntityTypeConfiguration<StoredProviderApp>
{
    public const string Table = "provider_apps";
    public const string SecretColumn = "client_secret";

    public void Configure(EntityTypeBuilder<StoredProviderApp> builder)
    {
        builder.ToTable(Table);
        builder.Property(app => app.Id).ValueGeneratedNever();
        builder.Property(app => app.ProtectedClientSecret).HasColumnName(SecretColumn);
        builder.Property(app => app.Check).HasConversion<string>();
        builder.HasIndex(app => app.Provider).IsUnique().HasDatabaseName("ux_provider_apps_provider");
    }
}
