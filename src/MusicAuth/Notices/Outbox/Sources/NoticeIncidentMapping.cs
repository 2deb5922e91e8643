using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Notices.Outbox.Sources;

internal sealed class NoticeIncidentMapping : IEntityTypeConfiguration<NoticeIncident>
{
    public void Configure(EntityTypeBuilder<NoticeIncident> builder)
    {
        builder.ToTable("notice_incidents");
        builder.HasKey(incident => new { incident.UserId, incident.Subject });
        builder.HasOne<User>().WithMany().HasForeignKey(incident => incident.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
