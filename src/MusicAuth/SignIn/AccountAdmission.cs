using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Web;

namespace MusicAuth.SignIn;

/// <summary>Signs in the user of an account, links it to the user who is signed in, or registers it.</summary>
/// <remarks>Runs in the caller's transaction, begun alone.</remarks>
public sealed class AccountAdmission(Identities identities, AccountRegistration registration, GrantStore grants)
{
    /// <returns>Null where the current user must first say whether the account is theirs.</returns>
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<AdmittedAccount?> AdmitAsync(
        ProviderAccount account, Guid? currentUser, Arrival arrival, CancellationToken cancellationToken)
    {
        var standing = await registration.StandingOfAsync(arrival, cancellationToken);
        // The owner link is for the account that signs in, whoever is signed in to this browser.
        if (standing.IsClaim)
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
        return new AdmittedAccount(registered, connected, !IsSameAccount(connected, account));
    }

    /// <summary>Links an account that its user has accepted, or renews it where it was linked meanwhile.</summary>
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<AdmittedAccount> AdmitAcceptedAsync(
        ProviderAccount account, Guid userId, Arrival arrival, CancellationToken cancellationToken) =>
        await AdmitAsync(account, userId, arrival with { Claim = null }, cancellationToken)
        ?? await LinkAsync(userId, account, cancellationToken);

    private async Task<AdmittedAccount> LinkAsync(
        Guid userId, ProviderAccount account, CancellationToken cancellationToken)
    {
        var connected = await RequireLinkableAsync(userId, account, cancellationToken);
        return new AdmittedAccount(
            await registration.LinkAsync(userId, account, cancellationToken), connected, IsOtherConnected: false);
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
    public void Committed(AdmittedAccount admitted) => registration.Committed(admitted.Account);

    private static void RequireSameAccount(Grant? connected, ProviderAccount account)
    {
        if (!IsSameAccount(connected, account))
            throw new ProblemException(
                ProblemCode.AccountMismatch, "Another account of this provider is connected; it stays.");
    }

    // The grant may still bear the profile's id from before the provider told an account_id.
    private static bool IsSameAccount(Grant? connected, ProviderAccount account) => connected is null
        || connected.AccountId == account.AccountId || connected.AccountId == account.ProviderUserId;
}

/// <summary>An account that signed in.</summary>
/// <param name="Account">Its user, and what changed.</param>
/// <param name="Connected">The connection of its user to this provider before the sign-in.</param>
/// <param name="IsOtherConnected">That connection is another account's and stays.</param>
public sealed record AdmittedAccount(RegistrationResult Account, Grant? Connected, bool IsOtherConnected)
{
    /// <summary>The scopes of the connection that the sign-in renews.</summary>
    public IReadOnlyList<string> HeldBefore => IsOtherConnected ? [] : Connected?.Scopes ?? [];
}
