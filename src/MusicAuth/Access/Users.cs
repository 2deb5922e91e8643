using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>The people of this instance and who they are at the providers.</summary>
public sealed class Users(
    MusicAuthDb db, Registration registration, ClaimLinks claims, IOptions<AccessOptions> options, TimeProvider time)
{
    public Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<User>().AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId, cancellationToken);

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<User>().AnyAsync(cancellationToken);

    /// <summary>The user of a signed-in account: made, or linked to the current user, where it is new.</summary>
    /// <remarks>Runs in the caller's transaction; who loses a race for an account must try again.</remarks>
    /// <exception cref="ProblemException">account_linked_elsewhere, registration_closed.</exception>
    public async Task<Guid> AdmitAsync(
        ProviderAccount account, Guid? currentUser, Arrival arrival, CancellationToken cancellationToken)
    {
        if (await FindIdentityAsync(account, cancellationToken) is { } known)
        {
            if (currentUser is { } user && user != known.UserId)
                throw new ProblemException(
                    ProblemCode.AccountLinkedElsewhere, "This account belongs to another user of this instance.");
            known.AccountId ??= account.AccountId;
            known.ProviderUserId ??= account.ProviderUserId;
            await db.SaveChangesAsync(cancellationToken);
            return known.UserId;
        }

        var userId = currentUser ?? await RegisterAsync(account, arrival, cancellationToken);
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
        return userId;
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

    private async Task<Guid> RegisterAsync(
        ProviderAccount account, Arrival arrival, CancellationToken cancellationToken)
    {
        var hasUsers = await AnyAsync(cancellationToken);
        var mayClaim = arrival.IsLoopback || await claims.OpensAsync(arrival.Claim, cancellationToken);
        if (registration.Refusal(account, mayClaim, hasUsers) is { } reason)
            throw new ProblemException(ProblemCode.RegistrationClosed, "This account may not become a user here.")
            {
                Reason = reason,
            };
        var now = time.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            DisplayName = account.DisplayName,
            IsOwner = !hasUsers && options.Value.Registration == RegistrationMode.Owner,
            CreatedAt = now,
        };
        db.Add(user);
        return user.Id;
    }
}
