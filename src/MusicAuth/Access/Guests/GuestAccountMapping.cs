using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MusicAuth.Access.Guests;

internal sealed class GuestAccountMapping : IEntityTypeConfiguration<GuestAccount>
{
    public void Configure(EntityTypeBuilder<GuestAccount> builder)
    {
        builder.ToTable("guest_accounts");
        builder.Property(guest => guest.Id).ValueGeneratedNever();
        builder.HasIndex(guest => new { guest.Provider, guest.AccountId })
            .HasDatabaseName("ix_guest_accounts_account");
        builder.HasIndex(guest => new { guest.Provider, guest.ProviderUserId })
            .HasDatabaseName("ix_guest_accounts_provider_user");
    }
}
