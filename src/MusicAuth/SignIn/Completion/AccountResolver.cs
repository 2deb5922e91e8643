namespace MusicAuth.SignIn.Completion;

/// <summary>Signs in the user of an account, links it to the user who is signed in, or registers it.</summary>
/// <remarks>Runs in the caller's transaction, begun alone.</remarks>
public sealed class AccountResolver(IdentityStore identities, AccountRegistration registration, GrantStore grants)
{
    /// <returns>Null where the current user must first say whether the account is theirs.</returns>
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<ResolvedAccount?> ResolveAsync(
        ProviderAccount account, Guid? currentUser, SignInContext arrival, CancellationToken cancellationToken)
    {
        var standing = await registration.GetOwnershipAsync(arrival, cancellationToken);
        // The owner link is for the account that signs in, whoever is signed in to this browser.
        if (standing.HasOwnerLink)
            currentUser = null;
        var known = await identities.FindAsync(account, cancellationToken);
        if (known is null && currentUser is { } user)
        {
            await RequireLinkableAsync(user, account, cancellationToken);
            return null;
        }

        var registered = known is null
            ? await registration.RegisterAsync(account, arrival, standing, cancellationToken)
            : await registration.SignInAsync(known, account, currentUser, standing, cancellationToken);
        var connected = await grants.FindAsync(registered.UserId, account.Provider, cancellationToken);
        if (currentUser is not null)
            RequireSameAccount(connected, account);
        return new ResolvedAccount(registered, connected, !IsSameAccount(connected, account));
    }

    /// <summary>Links an account that its user has accepted, or renews it where it was linked meanwhile.</summary>
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<ResolvedAccount> ResolveAcceptedAsync(
        ProviderAccount account, Guid userId, SignInContext arrival, CancellationToken cancellationToken) =>
        await ResolveAsync(account, userId, arrival with { OwnerLink = null }, cancellationToken)
        ?? await LinkAsync(userId, account, cancellationToken);

    private async Task<ResolvedAccount> LinkAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        var connected = await RequireLinkableAsync(userId, account, cancellationToken);
        return new ResolvedAccount(
            await registration.LinkAsync(userId, account, cancellationToken), connected, IsOtherAccountConnected: false);
    }

    /// <summary>Refuses an unknown account that this user cannot link.</summary>
    /// <returns>The connection that it would renew.</returns>
    /// <exception cref="ProblemException">registration_closed, account_mismatch.</exception>
    private async Task<Grant?> RequireLinkableAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        await registration.RequireLinkableAsync(userId, account, cancellationToken);
        var connected = await grants.FindAsync(userId, account.Provider, cancellationToken);
        RequireSameAccount(connected, account);
        return connected;
    }

    /// <summary>After the commit.</summary>
    public void OnCommitted(ResolvedAccount admitted) => registration.OnCommitted(admitted.Registration);

    private static void RequireSameAccount(Grant? connected, ProviderAccount account)
    {
        if (!IsSameAccount(connected, account))
            throw new ProblemException(
                ProblemCode.AccountMismatch,
                    "Another account of this provider is already connected, and MusicAuth keeps that connection. Sign "
                    + "in with the connected account, or disconnect it first.");
    }

    // The grant may still bear the profile's id from before the provider told an account_id.
    private static bool IsSameAccount(Grant? connected, ProviderAccount account) => connected is null
        || connected.AccountId == account.AccountId || connected.AccountId == account.ProviderUserId;
}
