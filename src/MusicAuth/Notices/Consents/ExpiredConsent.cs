namespace MusicAuth.Notices.Consents;

/// <summary>A consent whose time is over, or that the provider or the broker does not use any more.</summary>
internal sealed class ExpiredConsent(ConsentHistory history, DateTimeOffset now) : IConsentState
{
    public IReadOnlyList<ConsentStep> Steps { get; } = history.IsEndOpen
        ? []
        : [.. history.NewStepsBeforeEnd(now), new ConsentStep(ConsentStage.Ended, history.EndCount)];

    public string? NoticeType => Steps.Count > 0 ? NoticeTypes.ConsentEnded : null;
}
