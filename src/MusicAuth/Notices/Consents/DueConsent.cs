namespace MusicAuth.Notices.Consents;

/// <summary>A consent that ends within 30 days. Of several missed stages only the most urgent one is sent.</summary>
internal sealed class DueConsent(ConsentHistory history, DateTimeOffset now) : IConsentState
{
    public IReadOnlyList<ConsentStep> Steps { get; } = [.. history.NewStepsBeforeEnd(now)];

    public string? NoticeType =>
        Steps.Any(step => step.Stage != ConsentStage.Days60) ? NoticeTypes.ConsentEnding : null;
}
