using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.OwnerLinks;

/// <summary>
/// The owner links: single use, good for an hour. The account that signs in through one owns the instance (SECURITY
/// T28).
/// </summary>
public sealed class OwnerLinkStore(MusicAuthDb db, IDatabaseDialect dialect, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>What to open in a browser.</summary>
    public static string UrlOf(PublicAddress address, Secret claim) =>
        $"{address.Absolute("/login")}?claim={claim.Reveal()}";

    /// <summary>Makes a link for an instance without owner. Links that other replicas printed go on counting.</summary>
    /// <returns>Null where the instance has an owner.</returns>
    public async Task<Secret?> IssueForFirstOwnerAsync(CancellationToken cancellationToken)
    {
        // A sign-in that makes the owner comes wholly before, or ends this link with all others.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await db.Set<User>().AnyAsync(user => user.IsOwner, cancellationToken))
            return null;
        var claim = await IssueAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claim;
    }

    /// <summary>Makes the one link that counts from now on, whether the instance has an owner or not.</summary>
    public async Task<Secret> ReplaceAllAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        await DeleteAllAsync(cancellationToken);
        var claim = await IssueAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claim;
    }

    /// <summary>Makes a further link.</summary>
    public async Task<Secret> IssueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claim = new Secret(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        await db.Set<OwnerLink>().Where(old => old.EndsAt <= now).ExecuteDeleteAsync(cancellationToken);
        db.Add(new OwnerLink { Hash = HashOf(claim), EndsAt = now + Life });
        await db.SaveChangesAsync(cancellationToken);
        return claim;
    }

    public async Task<bool> IsValidAsync(Secret? claim, CancellationToken cancellationToken)
    {
        if (claim is null)
            return false;
        var (hash, now) = (HashOf(claim), time.GetUtcNow());
        return await db.Set<OwnerLink>().AnyAsync(
            printed => printed.Hash == hash && printed.EndsAt > now, cancellationToken);
    }

    /// <summary>Once a link made an owner, no link opens any more.</summary>
    public Task DeleteAllAsync(CancellationToken cancellationToken) =>
        db.Set<OwnerLink>().ExecuteDeleteAsync(cancellationToken);

    private static byte[] HashOf(Secret claim) => SHA256.HashData(Encoding.UTF8.GetBytes(claim.Reveal()));
}
