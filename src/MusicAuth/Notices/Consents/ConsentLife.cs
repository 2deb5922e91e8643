namespace MusicAuth.Notices.Consents;

/// <summary>The state machine of a consent: fresh, due, expired, renewed.</summary>
internal static class ConsentLife
{
    /// <summary>The consents that have reached a stage which is not recorded.</summary>
    public static List<ConsentChange> ListChanges(
        IEnumerable<GrantConsent> consents, ILookup<Guid, ConsentAnnouncement> announced, DateTimeOffset now) =>
    [
        .. consents.Select(consent => new ConsentChange(
            consent, StateOf(consent, new ConsentHistory(consent, announced[consent.GrantId]), now)))
            .Where(change => change.State.Steps.Count > 0),
    ];

    public static IConsentState StateOf(GrantConsent consent, ConsentHistory history, DateTimeOffset now)
    {
        if (consent.HasEnded(now))
            return new ExpiredConsent(history, now);
        if (history.IsRenewalOpen || history.IsRecoveryOpen)
            return new RenewedConsent(history);
        return NeedsUser(consent, now) ? new DueConsent(history, now) : new FreshConsent(history, now);
    }

    /// <summary>Whether the consent has ended, or is so near to its end that its user gets notices.</summary>
    public static bool NeedsUser(GrantConsent consent, DateTimeOffset now) =>
        consent.HasEnded(now) || consent.StagesPassed(now).Any(stage => stage != ConsentStage.Days60);
}
