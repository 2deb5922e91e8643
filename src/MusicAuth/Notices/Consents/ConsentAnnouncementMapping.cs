using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Notices.Consents;

internal sealed class ConsentAnnouncementMapping : IEntityTypeConfiguration<ConsentAnnouncement>
{
    public void Configure(EntityTypeBuilder<ConsentAnnouncement> builder)
    {
        builder.ToTable("consent_announcements");
        builder.HasKey(row => new { row.GrantId, row.AuthorizedAt, row.Stage, row.Repetition });
        builder.Property(row => row.Stage).HasConversion<string>();
        builder.HasOne<Grant>().WithMany().HasForeignKey(row => row.GrantId).OnDelete(DeleteBehavior.Cascade);
    }
}
