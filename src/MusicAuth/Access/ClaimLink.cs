using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MusicAuth.Persistence;

namespace MusicAuth.Access;

/// <summary>The hash of a claim that was printed; any replica may be asked for it.</summary>
public sealed class ClaimLink
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset EndsAt { get; init; }
}

public sealed class ClaimLinkMapping : IEntityTypeConfiguration<ClaimLink>
{
    public void Configure(EntityTypeBuilder<ClaimLink> builder)
    {
        builder.ToTable("claim_links");
        builder.HasKey(claim => claim.Hash);
        builder.Property(claim => claim.Hash).HasColumnName("hash");
        builder.Property(claim => claim.EndsAt).HasColumnName("ends_at");
    }
}

/// <summary>
/// The right to become the owner of an unclaimed instance from elsewhere than loopback: printed at each start, good for
/// an hour, and of no use once there is an owner (SECURITY T28).
/// </summary>
public sealed class ClaimLinks(MusicAuthDb db, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public async Task<Secret> IssueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claim = new Secret(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        await db.Set<ClaimLink>().Where(old => old.EndsAt <= now).ExecuteDeleteAsync(cancellationToken);
        db.Add(new ClaimLink { Hash = HashOf(claim), EndsAt = now + Life });
        await db.SaveChangesAsync(cancellationToken);
        return claim;
    }

    public async Task<bool> OpensAsync(Secret? claim, CancellationToken cancellationToken)
    {
        if (claim is null)
            return false;
        var (hash, now) = (HashOf(claim), time.GetUtcNow());
        return await db.Set<ClaimLink>().AnyAsync(
            printed => printed.Hash == hash && printed.EndsAt > now, cancellationToken);
    }

    /// <summary>Once there is an owner, no link opens any more.</summary>
    public Task EndAllAsync(CancellationToken cancellationToken) =>
        db.Set<ClaimLink>().ExecuteDeleteAsync(cancellationToken);

    private static byte[] HashOf(Secret claim) => SHA256.HashData(Encoding.UTF8.GetBytes(claim.Reveal()));
}
