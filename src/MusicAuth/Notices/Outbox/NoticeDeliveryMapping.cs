using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Notices.Outbox;

internal sealed class NoticeDeliveryMapping : IEntityTypeConfiguration<NoticeDelivery>
{
    public void Configure(EntityTypeBuilder<NoticeDelivery> builder)
    {
        builder.ToTable("notice_deliveries");
        builder.Property(delivery => delivery.Id).ValueGeneratedNever();
        builder.Property(delivery => delivery.State).HasConversion<string>();
        builder.HasOne<Notice>().WithMany().HasForeignKey(delivery => delivery.NoticeId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<NoticeChannel>().WithMany().HasForeignKey(delivery => delivery.ChannelId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(delivery => new { delivery.NoticeId, delivery.ChannelId }).IsUnique()
            .HasDatabaseName("ux_notice_deliveries_channel");
        builder.HasIndex(delivery => delivery.ChannelId).HasDatabaseName("ix_notice_deliveries_channel");
        builder.HasIndex(delivery => new { delivery.State, delivery.NextAttemptAt })
            .HasDatabaseName("ix_notice_deliveries_due");
    }
}
