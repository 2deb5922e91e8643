namespace MusicAuth.Notices.Consents;

/// <summary>A consent that ends in more than 30 days, or never.</summary>
internal sealed class FreshConsent(ConsentHistory history, DateTimeOffset now) : IConsentState
{
    public IReadOnlyList<ConsentStep> Steps { get; } = [.. history.NewStepsBeforeEnd(now)];

    public string? NoticeType => null;
}
