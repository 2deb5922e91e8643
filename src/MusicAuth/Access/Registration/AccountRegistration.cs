using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Registration;

/// <summary>Finds or makes the user of an account that signed in.</summary>
/// <remarks>Runs in the caller's transaction, begun alone; after its commit <see cref="OnCommitted"/> is due.</remarks>
public sealed class AccountRegistration(
    MusicAuthDb db, UserStore users, IdentityStore identities, RegistrationRules rules, OwnerLinkStore claims, TimeProvider time)
{
    public async Task<OwnershipState> GetOwnershipAsync(SignInContext arrival, CancellationToken cancellationToken) => new(
        await users.AnyAsync(cancellationToken), await users.HasOwnerAsync(cancellationToken),
        await claims.IsValidAsync(arrival.OwnerLink, cancellationToken));

    /// <summary>Signs in the user of a known account.</summary>
    /// <exception cref="ProblemException">account_linked_elsewhere, registration_closed.</exception>
    public async Task<RegistrationResult> SignInAsync(
        Identity known, ProviderAccount account, Guid? currentUser, OwnershipState standing,
        CancellationToken cancellationToken)
    {
        if (currentUser is { } user && user != known.UserId)
            throw new ProblemException(
                ProblemCode.AccountLinkedElsewhere,
                    "This account already belongs to another user of this MusicAuth. Choose another account, or sign "
                    + "out and sign in with this one.");
        if (!standing.HasOwnerLink)
            rules.RequireAllowed(account, known, await users.IsOwnerAsync(known.UserId, cancellationToken));
        await identities.RecordSignInAsync(known, account, cancellationToken);
        return await OwnAsync(new(known.UserId, known.Id), standing.HasOwnerLink, cancellationToken);
    }

    /// <summary>Refuses an unknown account that this user cannot link.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task RequireLinkableAsync(Guid userId, ProviderAccount account, CancellationToken cancellationToken) =>
        rules.RequireAllowed(account, known: null, await users.IsOwnerAsync(userId, cancellationToken));

    /// <summary>Makes an unknown account a further identity of the user.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task<RegistrationResult> LinkAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        await RequireLinkableAsync(userId, account, cancellationToken);
        var identity = await identities.AddAsync(userId, account, cancellationToken);
        return new(userId, identity.Id) { IsLinked = true };
    }

    /// <summary>Makes a user of an unknown account.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task<RegistrationResult> RegisterAsync(
        ProviderAccount account, SignInContext arrival, OwnershipState standing, CancellationToken cancellationToken)
    {
        if (rules.RefusalReason(account, arrival, standing) is { } reason)
            throw RegistrationRules.Closed(reason);
        var now = time.GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(now), DisplayName = account.DisplayName, CreatedAt = now };
        db.Add(user);
        var identity = await identities.AddAsync(user.Id, account, cancellationToken);
        return await OwnAsync(new(user.Id, identity.Id), rules.MakesOwner(standing), cancellationToken);
    }

    /// <summary>After the commit.</summary>
    public void OnCommitted(RegistrationResult result)
    {
        if (result.IsNewOwner)
            users.OnOwnerChanged();
    }

    private async Task<RegistrationResult> OwnAsync(
        RegistrationResult result, bool makesOwner, CancellationToken cancellationToken)
    {
        if (!makesOwner)
            return result;
        await claims.DeleteAllAsync(cancellationToken);
        var former = await users.OwnerAsync(cancellationToken);
        if (former == result.UserId)
            return result;
        // One owner at any time: the index refuses two.
        await db.Set<User>().Where(user => user.IsOwner).ExecuteUpdateAsync(
            row => row.SetProperty(user => user.IsOwner, false), cancellationToken);
        await db.Set<User>().Where(user => user.Id == result.UserId).ExecuteUpdateAsync(
            row => row.SetProperty(user => user.IsOwner, true), cancellationToken);
        return result with { IsNewOwner = true, FormerOwner = former };
    }
}
