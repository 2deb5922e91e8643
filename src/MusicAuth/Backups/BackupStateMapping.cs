using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Backups;

internal sealed class BackupStateMapping : IEntityTypeConfiguration<BackupState>
{
    public void Configure(EntityTypeBuilder<BackupState> builder)
    {
        builder.ToTable("backup_state");
        builder.Property(state => state.Id).ValueGeneratedNever();
    }
}
