using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Registration;

/// <summary>Signs in, links or registers an account.</summary>
/// <remarks>Runs in an exclusive transaction; <see cref="OnCommitted"/> follows its commit.</remarks>
internal sealed class AccountRegistration(
    MusicAuthDb db, UserStore users, IdentityStore identities, RegistrationRules rules,
    OwnerLinkStore ownerLinks, GuestEntrance entrance, TimeProvider time)
{
    public async Task<OwnershipState> GetOwnershipAsync(
        SignInContext signIn, CancellationToken cancellationToken) => new(
        await users.AnyAsync(cancellationToken), await users.HasOwnerAsync(cancellationToken),
        await ownerLinks.IsValidAsync(signIn.OwnerLink, cancellationToken));

    /// <summary>Signs in the user of a known account.</summary>
    /// <exception cref="ProblemException">account_linked_elsewhere, registration_closed.</exception>
    public async Task<RegistrationResult> SignInAsync(
        Identity known, ProviderAccount account, Guid? currentUser, SignInContext signIn, OwnershipState ownership,
        CancellationToken cancellationToken)
    {
        if (currentUser is { } user && user != known.UserId)
            throw new ProblemException(
                ProblemCode.AccountLinkedElsewhere,
                    "This account already belongs to another user of this MusicAuth. Choose another account, or sign "
                    + "out and sign in with this one.");
        if (!ownership.HasOwnerLink && !await IsAllowedAsync(known.UserId, account, known, cancellationToken)
            && await entrance.UseInvitationAsync(signIn, account, RegistrationRules.NotOnList, cancellationToken)
                is { } refusal)
            throw RegistrationRules.Closed(refusal);
        await entrance.RemoveRequestAsync(account, cancellationToken);
        await identities.RecordSignInAsync(known, account, cancellationToken);
        return await MakeOwnerAsync(new(known.UserId, known.Id), signIn, ownership.HasOwnerLink, cancellationToken);
    }

    /// <summary>Refuses an unknown account that this user cannot link.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task RequireLinkableAsync(Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        if (!await IsAllowedAsync(userId, account, known: null, cancellationToken))
            throw RegistrationRules.Closed(RegistrationRules.NotOnList);
    }

    /// <summary>Adds an account to the identities of the user, after <see cref="RequireLinkableAsync"/>.</summary>
    public async Task<RegistrationResult> LinkAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        await entrance.RemoveRequestAsync(account, cancellationToken);
        var identity = await identities.AddAsync(userId, account, cancellationToken);
        return new(userId, identity.Id) { IsLinked = true };
    }

    /// <summary>Creates the user of an unknown account.</summary>
    /// <exception cref="ProblemException">registration_closed.</exception>
    public async Task<RegistrationResult> RegisterAsync(
        ProviderAccount account, SignInContext signIn, OwnershipState ownership, CancellationToken cancellationToken)
    {
        var isAllowed = await entrance.IsAllowedAsync(account, known: null, cancellationToken);
        var refusal = rules.RefusalReason(isAllowed, signIn, ownership);
        if (rules.CanUseInvitation(refusal, ownership))
            refusal = await entrance.UseInvitationAsync(signIn, account, refusal, cancellationToken);
        if (refusal is not null)
            throw RegistrationRules.Closed(refusal);
        await entrance.RemoveRequestAsync(account, cancellationToken);
        var now = time.GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(now), DisplayName = account.DisplayName, CreatedAt = now };
        db.Add(user);
        var identity = await identities.AddAsync(user.Id, account, cancellationToken);
        return await MakeOwnerAsync(new(user.Id, identity.Id), signIn, rules.MakesOwner(ownership), cancellationToken);
    }

    public void OnCommitted(RegistrationResult result)
    {
        if (result.IsNewOwner)
            users.OnOwnerChanged();
    }

    // The owner is exempt from the allow list.
    private async Task<bool> IsAllowedAsync(
        Guid userId, ProviderAccount account, Identity? known, CancellationToken cancellationToken) =>
        await entrance.IsAllowedAsync(account, known, cancellationToken)
        || await users.IsOwnerAsync(userId, cancellationToken);

    private async Task<RegistrationResult> MakeOwnerAsync(
        RegistrationResult result, SignInContext signIn, bool makesOwner, CancellationToken cancellationToken)
    {
        if (!makesOwner)
            return result with
            {
                HasInvalidOwnerLink = signIn.OwnerLink is not null
                    && !await users.IsOwnerAsync(result.UserId, cancellationToken),
            };
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
