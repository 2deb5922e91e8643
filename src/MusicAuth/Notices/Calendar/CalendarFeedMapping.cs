using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Notices.Calendar;

internal sealed class CalendarFeedMapping : IEntityTypeConfiguration<CalendarFeed>
{
    public const string Table = "calendar_feeds";
    public const string SecretColumn = "secret";

    public void Configure(EntityTypeBuilder<CalendarFeed> builder)
    {
        builder.ToTable(Table);
        builder.Property(feed => feed.Id).ValueGeneratedNever();
        builder.Property(feed => feed.ProtectedSecret).HasColumnName(SecretColumn);
        builder.HasOne<User>().WithMany().HasForeignKey(feed => feed.UserId).OnDelete(DeleteBehavior.Cascade);
        // One address at a time.
        builder.HasIndex(feed => feed.UserId).IsUnique().HasDatabaseName("ux_calendar_feeds_user");
        builder.HasIndex(feed => feed.SecretHash).IsUnique().HasDatabaseName("ux_calendar_feeds_secret");
    }
}
