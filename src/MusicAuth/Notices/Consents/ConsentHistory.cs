namespace MusicAuth.Notices.Consents;

/// <summary>The stages of a grant's consents that were recorded before.</summary>
internal sealed class ConsentHistory(GrantConsent consent, IEnumerable<ConsentAnnouncement> announcements)
{
    private readonly List<ConsentAnnouncement> _all = [.. announcements];

    /// <summary>Whether its end was recorded, and the provider has not accepted it again since.</summary>
    public bool IsEndOpen => EndCount > OfConsent(ConsentStage.Renewed).Count(one => one.Repetition > 0);

    /// <summary>
    /// Whether the provider accepts the consent again. A consent whose time was over does not come back, even where
    /// another process has a slower clock.
    /// </summary>
    public bool IsRecoveryOpen => IsEndOpen
        && OfConsent(ConsentStage.Ended).All(one => consent.EndsAt is not { } end || one.At < end);

    /// <summary>Whether this consent follows one that was due or had ended, which was not recorded yet.</summary>
    public bool IsRenewalOpen => !OfConsent(ConsentStage.Renewed).Any(one => one.Repetition == 0)
        && _all.Exists(one => one.AuthorizedAt < consent.AuthorizedAt && one.Stage != ConsentStage.Renewed);

    public int EndCount => OfConsent(ConsentStage.Ended).Count();

    /// <summary>The steps before the end that the consent has passed, without the recorded ones.</summary>
    public IEnumerable<ConsentStep> NewStepsBeforeEnd(DateTimeOffset now) => consent.StagesPassed(now)
        .Where(stage => !OfConsent(stage).Any()).Select(stage => new ConsentStep(stage));

    private IEnumerable<ConsentAnnouncement> OfConsent(ConsentStage stage) =>
        _all.Where(one => one.AuthorizedAt == consent.AuthorizedAt && one.Stage == stage);
}
