namespace MusicAuth.SignIn.Completion;

/// <summary>Stores the grant, the session and the audit events of a sign-in, inside the caller's transaction.</summary>
internal sealed class SignInStore(GrantStore grants, SessionStore sessions, AuditStore audit)
{
    /// <summary>Begins a new session and ends the browser's previous one.</summary>
    public async Task<Secret> SaveSignInAsync(
        ResolvedAccount resolved, Consent consent, BrowserInfo browser, Secret? previousSession,
        CancellationToken cancellationToken)
    {
        var (userId, identityId) = (resolved.Registration.UserId, resolved.Registration.IdentityId);
        if (resolved.IsOtherAccountConnected)
            await grants.CountSignInAsync(cancellationToken);
        else
            await grants.SaveConsentAsync(
                userId, consent.Account, consent.ClientId, consent.Tokens, cancellationToken);
        var session = await sessions.BeginAsync(userId, identityId, browser, cancellationToken);
        if (previousSession is not null)
            await sessions.EndAsync(previousSession, cancellationToken);
        AddAuditEvents(resolved.Registration, session.Id, consent.Account.Provider, browser);
        return session.Secret;
    }

    /// <summary>Stores an accepted account and gives the session a new secret.</summary>
    public async Task<Secret> SaveLinkAsync(
        ResolvedAccount resolved, PendingConsent pending, Caller caller, BrowserInfo browser,
        CancellationToken cancellationToken)
    {
        await grants.SaveConsentAsync(
            caller.UserId, pending.Account, pending.ClientId, pending.Tokens, pending.ConsentedAt, cancellationToken);
        var session = await sessions.RenewAsync(
            caller.SessionId!.Value, resolved.Registration.IdentityId, browser, cancellationToken);
        AddAuditEvents(resolved.Registration, session.Id, pending.Account.Provider, browser);
        return session.Secret;
    }

    private void AddAuditEvents(RegistrationResult result, Guid sessionId, string provider, BrowserInfo browser)
    {
        var signedIn = new AuditEvent(AuditKind.SignedIn)
        {
            UserId = result.UserId,
            CallerKind = AuditCallerKind.Session,
            CallerId = sessionId.ToString(),
            Provider = provider,
            Address = browser.Address,
            Outcome = AuditEvent.Ok,
        };
        audit.Add(signedIn);
        if (result.IsLinked)
            audit.Add(signedIn with { Kind = AuditKind.IdentityLinked }, AuditAnomalyKinds.LinkedAccount);
        if (result.IsNewOwner)
            audit.Add(signedIn with { Kind = AuditKind.OwnershipClaimed, Provider = null });
        if (result.FormerOwner is { } formerOwner)
            audit.Add(new AuditEvent(AuditKind.OwnershipEnded)
            {
                UserId = formerOwner,
                Address = browser.Address,
                Outcome = AuditEvent.Ok,
            });
    }
}
