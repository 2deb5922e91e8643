namespace MusicAuth.Notices.Consents;

/// <summary>The state machine of a consent: fresh, due, expired, renewed.</summary>
internal static class ConsentLife
{
    public static IConsentState StateOf(GrantConsent consent, ConsentHistory history, DateTimeOffset now)
    {
        if (consent.HasEnded(now))
            return new ExpiredConsent(history, now);
        if (history.IsRenewalOpen || history.IsRecoveryOpen)
            return new RenewedConsent(history);
        return consent.StagesPassed(now).Any(stage => stage != ConsentStage.Days60)
            ? new DueConsent(history, now)
            : new FreshConsent(history, now);
    }
}
