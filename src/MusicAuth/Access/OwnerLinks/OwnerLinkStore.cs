using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.OwnerLinks;

/// <summary>
/// Owner links: single use, valid for an hour. The account that signs in through one owns the instance
/// (docs/security.md T28).
/// </summary>
internal sealed class OwnerLinkStore(MusicAuthDb db, IDatabaseDialect dialect, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static string UrlOf(PublicAddress address, Secret link) =>
        $"{address.Absolute("/login")}?claim={link.Reveal()}";

    /// <summary>Adds a link where the instance has no owner. The links of other replicas stay valid.</summary>
    /// <returns>Null where the instance has an owner.</returns>
    public async Task<Secret?> IssueForFirstOwnerAsync(CancellationToken cancellationToken)
    {
        // A concurrent sign-in either makes the owner before this check, or deletes this link with all others.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await db.Set<User>().AnyAsync(user => user.IsOwner, cancellationToken))
            return null;
        var link = await IssueAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return link;
    }

    /// <summary>Replaces all links by a new one, also where the instance has an owner.</summary>
    public async Task<Secret> ReplaceAllAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        await DeleteAllAsync(cancellationToken);
        var link = await IssueAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return link;
    }

    public async Task<Secret> IssueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var link = Secret.Create();
        await db.Set<OwnerLink>().Where(old => old.EndsAt <= now).ExecuteDeleteAsync(cancellationToken);
        db.Add(new OwnerLink { Hash = link.Hash, EndsAt = now + Lifetime });
        await db.SaveChangesAsync(cancellationToken);
        return link;
    }

    public async Task<bool> IsValidAsync(Secret? link, CancellationToken cancellationToken) =>
        link is not null && await IsValidAsync(link.Hash, cancellationToken);

    /// <summary>Whether the link with this hash can still be used.</summary>
    public Task<bool> IsValidAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Set<OwnerLink>().AnyAsync(
            printed => printed.Hash == hash && printed.EndsAt > now, cancellationToken);
    }

    public Task DeleteAllAsync(CancellationToken cancellationToken) =>
        db.Set<OwnerLink>().ExecuteDeleteAsync(cancellationToken);
}
