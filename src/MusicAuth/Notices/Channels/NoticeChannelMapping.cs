using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Notices.Channels;

internal sealed class NoticeChannelMapping : IEntityTypeConfiguration<NoticeChannel>
{
    public const string Table = "notice_channels";
    public const string AddressColumn = "address";

    public void Configure(EntityTypeBuilder<NoticeChannel> builder)
    {
        builder.ToTable(Table);
        builder.Property(channel => channel.Id).ValueGeneratedNever();
        builder.Property(channel => channel.Kind).HasConversion<string>();
        builder.Property(channel => channel.EncryptedAddress).HasColumnName(AddressColumn);
        builder.HasOne<User>().WithMany().HasForeignKey(channel => channel.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(channel => channel.UserId).HasDatabaseName("ix_notice_channels_user");
    }
}
