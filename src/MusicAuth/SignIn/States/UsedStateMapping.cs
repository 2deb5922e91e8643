using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.SignIn.States;

internal sealed class UsedStateMapping : IEntityTypeConfiguration<UsedState>
{
    public void Configure(EntityTypeBuilder<UsedState> builder)
    {
        builder.ToTable("spent_states");
        builder.HasKey(state => state.Hash);
        builder.Property(state => state.UsedAt).HasColumnName("spent_at");
        builder.Property(state => state.IsAnonymous).HasColumnName("by_stranger")
            .HasDefaultValue(false).ValueGeneratedNever();
    }
}
