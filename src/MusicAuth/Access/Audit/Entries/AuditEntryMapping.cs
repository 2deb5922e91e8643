using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Audit.Entries;

public sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("activity");
        builder.HasKey(activity => activity.Id);
        builder.Property(activity => activity.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(activity => activity.UserId).HasColumnName("user_id");
        builder.Property(activity => activity.Kind).HasColumnName("kind").HasConversion<string>();
        builder.Property(activity => activity.At).HasColumnName("at");
        builder.Property(activity => activity.LastAt).HasColumnName("last_at");
        builder.Property(activity => activity.Count).HasColumnName("count");
        builder.Property(activity => activity.CallerKind).HasColumnName("caller_kind").HasConversion<string>();
        builder.Property(activity => activity.CallerId).HasColumnName("caller_id");
        builder.Property(activity => activity.CallerName).HasColumnName("caller_name");
        builder.Property(activity => activity.Provider).HasColumnName("provider");
        builder.Property(activity => activity.Data).HasColumnName("data");
        builder.Property(activity => activity.Address).HasColumnName("address");
        builder.Property(activity => activity.Outcome).HasColumnName("outcome");
        builder.Property(activity => activity.Flags).HasColumnName("flags");
        builder.Property(activity => activity.MergeKey).HasColumnName("merge_key");
        builder.HasOne<User>().WithMany().HasForeignKey(activity => activity.UserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(activity => activity.MergeKey).IsUnique().HasDatabaseName("ux_activity_merge");
        builder.HasIndex(activity => new { activity.UserId, activity.LastAt }).HasDatabaseName("ix_activity_user");
        builder.HasIndex(activity => new { activity.CallerId, activity.LastAt }).HasDatabaseName("ix_activity_caller");
        builder.HasIndex(activity => activity.LastAt).HasDatabaseName("ix_activity_last_at");
    }
}
