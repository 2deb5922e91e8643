using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Grants.MissingScopes;

internal sealed class MissingScopeMapping : IEntityTypeConfiguration<MissingScope>
{
    public void Configure(EntityTypeBuilder<MissingScope> builder)
    {
        builder.ToTable("missing_scopes");
        builder.HasKey(missing => new { missing.UserId, missing.Provider, missing.Scope });
        builder.HasOne<User>().WithMany().HasForeignKey(missing => missing.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
