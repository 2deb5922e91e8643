using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Audit.Entries;

public sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("activity");
        builder.HasKey(activity => activity.Id);
        builder.Property(activity => activity.Id).ValueGeneratedNever();
        builder.Property(activity => activity.Kind).HasConversion<string>();
        builder.Property(activity => activity.CallerKind).HasConversion<string>();
        builder.HasOne<User>().WithMany().HasForeignKey(activity => activity.UserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(activity => activity.MergeKey).IsUnique().HasDatabaseName("ux_activity_merge");
        builder.HasIndex(activity => new { activity.UserId, activity.LastAt }).HasDatabaseName("ix_activity_user");
        builder.HasIndex(activity => new { activity.CallerId, activity.LastAt }).HasDatabaseName("ix_activity_caller");
        builder.HasIndex(activity => activity.LastAt).HasDatabaseName("ix_activity_last_at");
    }
}
