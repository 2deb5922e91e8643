using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>The people of this instance and who they are at the providers.</summary>
public sealed class Users(
    MusicAuthDb db, Registration registration, ClaimLinks claims, ApiKeyCheck keys, ActivityStore activity,
    TimeProvider time)
{
    public Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<User>().AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId, cancellationToken);

    public Task<bool> HasOwnerAsync(CancellationToken cancellationToken) =>
        db.Set<User>().AnyAsync(user => user.IsOwner, cancellationToken);

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<User>().AnyAsync(cancellationToken);

    /// <summary>Everybody, the first to come first.</summary>
    public async Task<IReadOnlyList<UserOverview>> ListAsync(CancellationToken cancellationToken) =>
        await db.Set<User>().AsNoTracking().OrderBy(user => user.CreatedAt).ThenBy(user => user.Id)
            .Select(user => new UserOverview(
                user,
                db.Set<Session>().Count(session => session.UserId == user.Id),
                db.Set<ApiKey>().Count(key => key.UserId == user.Id),
                db.Set<Session>().Where(session => session.UserId == user.Id)
                    .Max(session => (DateTimeOffset?)session.LastSeenAt),
                db.Set<ApiKey>().Where(key => key.UserId == user.Id).Max(key => key.LastUsedAt)))
            .ToListAsync(cancellationToken);

    /// <summary>Removes a user with everything that hangs on them.</summary>
    /// <remarks>Runs in the caller's transaction; after its commit <see cref="Removed"/> is due.</remarks>
    /// <returns>False where there is no such user.</returns>
    public async Task<bool> RemoveAsync(Guid userId, CancellationToken cancellationToken)
    {
        await activity.AnonymiseAsync(userId, cancellationToken);
        return await db.Set<User>().Where(user => user.Id == userId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>The keys of whoever was removed end here at once.</summary>
    public void Removed() => keys.ForgetAll();

    /// <summary>The user of a signed-in account: made, or linked to the current user, where it is new.</summary>
    /// <remarks>Runs in the caller's transaction; who loses a race for an account must try again.</remarks>
    /// <exception cref="ProblemException">account_linked_elsewhere, registration_closed.</exception>
    public async Task<Admission> AdmitAsync(
        ProviderAccount account, Guid? currentUser, Arrival arrival, CancellationToken cancellationToken)
    {
        var standing = await StandingOfAsync(arrival, cancellationToken);
        if (await FindIdentityAsync(account, cancellationToken) is { } known)
        {
            if (currentUser is { } user && user != known.UserId)
                throw new ProblemException(
                    ProblemCode.AccountLinkedElsewhere, "This account belongs to another user of this instance.");
            known.AccountId ??= account.AccountId;
            known.ProviderUserId ??= account.ProviderUserId;
            await db.SaveChangesAsync(cancellationToken);
            return await OwnAsync(known.UserId, standing.IsClaim, cancellationToken);
        }

        var makesOwner = standing.IsClaim || (currentUser is null && registration.MakesOwner(standing));
        var userId = currentUser ?? Register(account, arrival, standing);
        db.Add(new Identity
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserId = userId,
            Provider = account.Provider,
            AccountId = account.AccountId,
            // A provider that gives an old id to a new account must not lock the new one out.
            ProviderUserId = await IsTakenAsync(account, cancellationToken) ? null : account.ProviderUserId,
        });
        await db.SaveChangesAsync(cancellationToken);
        return await OwnAsync(userId, makesOwner, cancellationToken);
    }

    private async Task<Standing> StandingOfAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        var hasOwner = await HasOwnerAsync(cancellationToken);
        return new Standing(
            await AnyAsync(cancellationToken), hasOwner,
            !hasOwner && await claims.OpensAsync(arrival.Claim, cancellationToken));
    }

    // Whoever is here already may claim as well; the link is used up by whoever owns the instance from now on.
    private async Task<Admission> OwnAsync(Guid userId, bool makesOwner, CancellationToken cancellationToken)
    {
        if (makesOwner)
        {
            await db.Set<User>().Where(user => user.Id == userId).ExecuteUpdateAsync(
                row => row.SetProperty(user => user.IsOwner, true), cancellationToken);
            await claims.EndAllAsync(cancellationToken);
        }

        return new Admission(userId, makesOwner);
    }

    private async Task<Identity?> FindIdentityAsync(ProviderAccount account, CancellationToken cancellationToken)
    {
        var identities = db.Set<Identity>().Where(identity => identity.Provider == account.Provider);
        var byAccountId = account.AccountId is null ? null : await identities
            .FirstOrDefaultAsync(identity => identity.AccountId == account.AccountId, cancellationToken);
        if (byAccountId is not null || account.ProviderUserId is null)
            return byAccountId;
        // An identity with another account_id is another account, whatever its id says.
        return await identities.FirstOrDefaultAsync(
            identity => identity.ProviderUserId == account.ProviderUserId &&
                (identity.AccountId == null || account.AccountId == null),
            cancellationToken);
    }

    private Task<bool> IsTakenAsync(ProviderAccount account, CancellationToken cancellationToken) =>
        db.Set<Identity>().AnyAsync(
            identity => identity.Provider == account.Provider && identity.ProviderUserId == account.ProviderUserId,
            cancellationToken);

    private Guid Register(ProviderAccount account, Arrival arrival, Standing standing)
    {
        if (registration.Refusal(account, arrival, standing) is { } reason)
            throw new ProblemException(ProblemCode.RegistrationClosed, "This account may not become a user here.")
            {
                Reason = reason,
            };
        var now = time.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            DisplayName = account.DisplayName,
            CreatedAt = now,
        };
        db.Add(user);
        return user.Id;
    }
}

/// <summary>Whose account signed in, and whether it made its user the owner of the instance.</summary>
public sealed record Admission(Guid UserId, bool IsNewOwner);

/// <summary>A user and what they have here.</summary>
public sealed record UserOverview(
    User User, int Sessions, int Keys, DateTimeOffset? SessionSeenAt, DateTimeOffset? KeyUsedAt)
{
    public DateTimeOffset? LastSeenAt => SessionSeenAt > KeyUsedAt || KeyUsedAt is null ? SessionSeenAt : KeyUsedAt;
}
