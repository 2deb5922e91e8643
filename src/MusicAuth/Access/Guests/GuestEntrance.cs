namespace MusicAuth.Access.Guests;

/// <summary>
/// Lets in the accounts of the allow list, those that the owner has let in, and those with an invitation.
/// </summary>
internal sealed class GuestEntrance(AllowList allowList, GuestAccountStore guests, InvitationStore invitations)
{
    /// <summary>Whether the allow list, where there is one, lets in an account or its known identity.</summary>
    public async Task<bool> IsAllowedAsync(
        ProviderAccount account, Identity? known, CancellationToken cancellationToken) =>
        !allowList.IsInForce || allowList.Contains(account)
        || await guests.IsAdmittedAsync(account, cancellationToken)
        || (known is not null && await IsAllowedAsync(known, cancellationToken));

    /// <summary>Whether the allow list, where there is one, lets in a known identity.</summary>
    public async Task<bool> IsAllowedAsync(Identity known, CancellationToken cancellationToken) =>
        !allowList.IsInForce || allowList.Contains(known) || await guests.IsAdmittedAsync(known, cancellationToken);

    /// <summary>Uses the invitation of a sign-in, which lets the account in.</summary>
    /// <param name="signIn">The sign-in.</param>
    /// <param name="account">The account that signs in.</param>
    /// <param name="refusal">The reason why the account cannot come in without an invitation, or null.</param>
    /// <param name="cancellationToken">Cancels the use.</param>
    /// <returns>The reason why the account cannot come in, or null.</returns>
    public async Task<string?> UseInvitationAsync(
        SignInContext signIn, ProviderAccount account, string? refusal, CancellationToken cancellationToken)
    {
        if (signIn.Invitation is not { } invitation)
            return refusal;
        var use = await invitations.UseAsync(invitation, account, signIn.Browser, cancellationToken);
        if (use == InvitationUse.Accepted)
            await guests.AdmitAsync(account, cancellationToken);
        return use switch
        {
            InvitationUse.Accepted => null,
            _ when refusal is null => null,
            InvitationUse.AlreadyUsed => "invitation_used",
            _ => "invitation_ended",
        };
    }

    /// <summary>Removes the request of an account that has come in.</summary>
    public Task RemoveRequestAsync(ProviderAccount account, CancellationToken cancellationToken) =>
        allowList.IsInForce ? guests.RemoveRequestAsync(account, cancellationToken) : Task.CompletedTask;
}
