using MusicAuth.Access;
using MusicAuth.Grants;

namespace MusicAuth.SignIn;

/// <summary>Stores what an admitted account brings: its connection, a session, and the audit events.</summary>
/// <remarks>Runs in the caller's transaction.</remarks>
public sealed class SignInCompletion(GrantStore grants, Sessions sessions, ActivityStore activity)
{
    /// <summary>Begins a session for a sign-in; the browser's old one ends.</summary>
    public async Task<Secret> BeginAsync(
        AdmittedAccount admitted, Consent consent, Arrival arrival, Secret? oldSession,
        CancellationToken cancellationToken)
    {
        var account = admitted.Account;
        if (!admitted.IsOtherConnected)
            await grants.SaveConsentAsync(
                account.UserId, consent.Account, consent.ClientId, consent.Tokens, cancellationToken);
        var session = await sessions.BeginAsync(
            account.UserId, account.IdentityId, arrival.Visit, cancellationToken);
        if (oldSession is not null)
            await sessions.EndAsync(oldSession, cancellationToken);
        RecordEvents(account, session.Id, consent.Account.Provider, arrival.Visit);
        return session.Secret;
    }

    /// <summary>Gives the session that accepted an account a new secret.</summary>
    public async Task<Secret> ContinueAsync(
        AdmittedAccount admitted, PendingConsent held, Caller caller, Visit visit, CancellationToken cancellationToken)
    {
        await grants.SaveConsentAsync(
            caller.UserId, held.Account, held.ClientId, held.Tokens, held.ConsentedAt, cancellationToken);
        var session = await sessions.RenewAsync(
            caller.SessionId!.Value, admitted.Account.IdentityId, visit, cancellationToken);
        RecordEvents(admitted.Account, session.Id, held.Account.Provider, visit);
        return session.Secret;
    }

    private void RecordEvents(RegistrationResult account, Guid sessionId, string provider, Visit visit)
    {
        var signedIn = new ActivityEvent(ActivityKind.SignedIn)
        {
            UserId = account.UserId,
            CallerKind = ActivityCallerKind.Session,
            CallerId = sessionId.ToString(),
            Provider = provider,
            Address = visit.Address,
            Outcome = ActivityEvent.Ok,
        };
        activity.Add(signedIn);
        if (account.IsLinked)
            activity.Add(signedIn with { Kind = ActivityKind.IdentityLinked }, ActivityOddities.LinkedAccount);
        if (account.IsNewOwner)
            activity.Add(signedIn with { Kind = ActivityKind.OwnershipClaimed, Provider = null });
        if (account.FormerOwner is { } former)
            activity.Add(new ActivityEvent(ActivityKind.OwnershipEnded)
            {
                UserId = former,
                Address = visit.Address,
                Outcome = ActivityEvent.Ok,
            });
    }
}
