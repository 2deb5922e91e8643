using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Registration;

/// <summary>Signs in, links or registers an account.</summary>
/// <remarks>Runs in an exclusive transaction; <see cref="OnCommitted"/> follows its commit.</remarks>
internal sealed class AccountRegistration(
    MusicAuthDb db, UserStore users, IdentityStore identities, RegistrationRules rules,
    OwnerLinkStore ownerLinks, TimeProvider time)
{
    public async Task<OwnershipState> GetOwnershipAsync(
        SignInContext signIn, CancellationToken cancellationToken) => new(
        await users.AnyAsync(cancellationToken), await users.HasOwnerAsync(cancellationToken),
        await ownerLinks.IsValidAsync(signIn.OwnerLink, cancellationToken));

    /// <summary>Signs in the user of a known account.</summary>
    /// <exception cref="ProblemException">account_linked_elsewhere, registration_closed.</exception>
    public async Task<RegistrationResult> SignInAsync(
        Identity known, ProviderAccount account, Guid? currentUser, OwnershipState ownership,
        CancellationToken cancellationToken)
    {
        if (currentUser is { } user && user != known.UserId)
            throw new ProblemException(
                ProblemCode.AccountLinkedElsewhere,
                    "This account already belongs to another user of this MusicAuth. Choose another account, or sign "
                    + "out and sign in with this one.");
        if (!ownership.HasOwnerLink)
            rules.RequireAllowed(account, known, await users.IsOwnerAsync(known.UserId, cancellationToken));
        await identities.RecordSignInAsync(known, account, cancellationToken);
        return await MakeOwnerAsync(new(known.UserId, known.Id), ownership.HasOwnerLink, cancellationToken);
    }

    /// <summary>Refuses an unknown account that this user cannot link.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task RequireLinkableAsync(Guid userId, ProviderAccount account, CancellationToken cancellationToken) =>
        rules.RequireAllowed(account, known: null, await users.IsOwnerAsync(userId, cancellationToken));

    /// <summary>Adds an unknown account to the identities of the user.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task<RegistrationResult> LinkAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        await RequireLinkableAsync(userId, account, cancellationToken);
        var identity = await identities.AddAsync(userId, account, cancellationToken);
        return new(userId, identity.Id) { IsLinked = true };
    }

    /// <summary>Creates the user of an unknown account.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task<RegistrationResult> RegisterAsync(
        ProviderAccount account, SignInContext signIn, OwnershipState ownership, CancellationToken cancellationToken)
    {
        if (rules.RefusalReason(account, signIn, ownership) is { } reason)
            throw RegistrationRules.Closed(reason);
        var now = time.GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(now), DisplayName = account.DisplayName, CreatedAt = now };
        db.Add(user);
        var identity = await identities.AddAsync(user.Id, account, cancellationToken);
        return await MakeOwnerAsync(new(user.Id, identity.Id), rules.MakesOwner(ownership), cancellationToken);
    }

    public void OnCommitted(RegistrationResult result)
    {
        if (result.IsNewOwner)
            users.OnOwnerChanged();
    }

    private async Task<RegistrationResult> MakeOwnerAsync(
        RegistrationResult result, bool makesOwner, CancellationToken cancellationToken)
    {
        if (!makesOwner)
            return result;
        await ownerLinks.DeleteAllAsync(cancellationToken);
        var former = await users.OwnerAsync(cancellationToken);
        if (former == result.UserId)
            return result;
        // The index allows one owner at any time.
        await db.Set<User>().Where(user => user.IsOwner).ExecuteUpdateAsync(
            row => row.SetProperty(user => user.IsOwner, false), cancellationToken);
        await db.Set<User>().Where(user => user.Id == result.UserId).ExecuteUpdateAsync(
            row => row.SetProperty(user => user.IsOwner, true), cancellationToken);
        return result with { IsNewOwner = true, FormerOwner = former };
    }
}
