namespace MusicAuth.SignIn.Completion;

/// <summary>Finds, links or registers the user of an account, inside the caller's exclusive transaction.</summary>
internal sealed class AccountResolver(IdentityStore identities, AccountRegistration registration, GrantStore grants)
{
    /// <returns>Null where the current user must first confirm that the account belongs to this user.</returns>
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<ResolvedAccount?> ResolveAsync(
        ProviderAccount account, Guid? currentUser, SignInContext signIn, CancellationToken cancellationToken)
    {
        var ownership = await registration.GetOwnershipAsync(signIn, cancellationToken);
        // An owner link belongs to the account that signs in, not to the browser's current user.
        if (ownership.HasOwnerLink)
            currentUser = null;
        var identity = await identities.FindAsync(account, cancellationToken);
        if (identity is null && currentUser is { } user)
        {
            await RequireLinkableAsync(user, account, cancellationToken);
            return null;
        }

        var result = identity is null
            ? await registration.RegisterAsync(account, signIn, ownership, cancellationToken)
            : await registration.SignInAsync(identity, account, currentUser, signIn, ownership, cancellationToken);
        return await ToResolvedAsync(result, account, currentUser, cancellationToken);
    }

    /// <summary>Links an account that the user has accepted.</summary>
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<ResolvedAccount> ResolveAcceptedAsync(
        ProviderAccount account, Guid userId, SignInContext signIn, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(account, cancellationToken) is not { } identity)
        {
            var connected = await RequireLinkableAsync(userId, account, cancellationToken);
            return new ResolvedAccount(
                await registration.LinkAsync(userId, account, cancellationToken), connected,
                IsOtherAccountConnected: false);
        }

        // Another browser of the user can have linked the account meanwhile.
        var ownership = await registration.GetOwnershipAsync(signIn, cancellationToken);
        return await ToResolvedAsync(
            await registration.SignInAsync(identity, account, userId, signIn, ownership, cancellationToken),
            account, userId, cancellationToken);
    }

    public void OnCommitted(ResolvedAccount account) => registration.OnCommitted(account.Registration);

    private async Task<ResolvedAccount> ToResolvedAsync(
        RegistrationResult result, ProviderAccount account, Guid? currentUser, CancellationToken cancellationToken)
    {
        var grant = await grants.FindAsync(result.UserId, account.Provider, cancellationToken);
        if (currentUser is not null)
            RequireSameAccount(grant, account);
        return new ResolvedAccount(result, grant, !IsSameAccount(grant, account));
    }

    private async Task<Grant?> RequireLinkableAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        await registration.RequireLinkableAsync(userId, account, cancellationToken);
        var grant = await grants.FindAsync(userId, account.Provider, cancellationToken);
        RequireSameAccount(grant, account);
        return grant;
    }

    private static void RequireSameAccount(Grant? grant, ProviderAccount account)
    {
        if (!IsSameAccount(grant, account))
            throw new ProblemException(
                ProblemCode.AccountMismatch,
                "Another account of this provider is already connected, and MusicAuth keeps that connection. Sign in "
                + "with the connected account, or disconnect it first.");
    }

    // An older grant can still have the profile's id, because Spotify introduced account_id later.
    private static bool IsSameAccount(Grant? grant, ProviderAccount account) => grant is null
        || grant.AccountId == account.AccountId || grant.AccountId == account.ProviderUserId;
}
