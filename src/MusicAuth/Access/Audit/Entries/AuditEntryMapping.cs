using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Audit.Entries;

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("activity");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Kind).HasConversion<string>();
        builder.Property(entry => entry.CallerKind).HasConversion<string>();
        builder.HasOne<User>().WithMany().HasForeignKey(entry => entry.UserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(entry => entry.MergeKey).IsUnique().HasDatabaseName("ux_activity_merge");
        builder.HasIndex(entry => new { entry.UserId, entry.LastAt }).HasDatabaseName("ix_activity_user");
        builder.HasIndex(entry => new { entry.CallerId, entry.LastAt }).HasDatabaseName("ix_activity_caller");
        builder.HasIndex(entry => entry.LastAt).HasDatabaseName("ix_activity_last_at");
    }
}
