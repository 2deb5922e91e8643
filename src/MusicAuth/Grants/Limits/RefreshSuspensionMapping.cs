using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.Limits;

internal sealed class RefreshSuspensionMapping : IEntityTypeConfiguration<RefreshSuspension>
{
    public void Configure(EntityTypeBuilder<RefreshSuspension> builder)
    {
        builder.ToTable("refresh_pauses");
        builder.HasKey(suspension => suspension.Provider);
    }
}
