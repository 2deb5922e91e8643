namespace MusicAuth.SignIn.Completion;

/// <summary>Stores what an admitted account brings: its connection, a session, and the audit events.</summary>
/// <remarks>Runs in the caller's transaction.</remarks>
public sealed class SignInStore(GrantStore grants, SessionStore sessions, AuditStore activity)
{
    /// <summary>Begins a session for a sign-in; the browser's old one ends.</summary>
    public async Task<Secret> SaveSignInAsync(
        ResolvedAccount admitted, Consent consent, SignInContext arrival, Secret? oldSession,
        CancellationToken cancellationToken)
    {
        var account = admitted.Registration;
        if (!admitted.IsOtherAccountConnected)
            await grants.SaveConsentAsync(
                account.UserId, consent.Account, consent.ClientId, consent.Tokens, cancellationToken);
        var session = await sessions.BeginAsync(
            account.UserId, account.IdentityId, arrival.Browser, cancellationToken);
        if (oldSession is not null)
            await sessions.EndAsync(oldSession, cancellationToken);
        RecordEvents(account, session.Id, consent.Account.Provider, arrival.Browser);
        return session.Secret;
    }

    /// <summary>Gives the session that accepted an account a new secret.</summary>
    public async Task<Secret> SaveLinkAsync(
        ResolvedAccount admitted, PendingConsent held, Caller caller, BrowserInfo visit, CancellationToken cancellationToken)
    {
        await grants.SaveConsentAsync(
            caller.UserId, held.Account, held.ClientId, held.Tokens, held.ConsentedAt, cancellationToken);
        var session = await sessions.RenewAsync(
            caller.SessionId!.Value, admitted.Registration.IdentityId, visit, cancellationToken);
        RecordEvents(admitted.Registration, session.Id, held.Account.Provider, visit);
        return session.Secret;
    }

    private void RecordEvents(RegistrationResult account, Guid sessionId, string provider, BrowserInfo visit)
    {
        var signedIn = new AuditEvent(AuditKind.SignedIn)
        {
            UserId = account.UserId,
            CallerKind = AuditCallerKind.Session,
            CallerId = sessionId.ToString(),
            Provider = provider,
            Address = visit.Address,
            Outcome = AuditEvent.Ok,
        };
        activity.Add(signedIn);
        if (account.IsLinked)
            activity.Add(signedIn with { Kind = AuditKind.IdentityLinked }, AuditFlags.LinkedAccount);
        if (account.IsNewOwner)
            activity.Add(signedIn with { Kind = AuditKind.OwnershipClaimed, Provider = null });
        if (account.FormerOwner is { } former)
            activity.Add(new AuditEvent(AuditKind.OwnershipEnded)
            {
                UserId = former,
                Address = visit.Address,
                Outcome = AuditEvent.Ok,
            });
    }
}
