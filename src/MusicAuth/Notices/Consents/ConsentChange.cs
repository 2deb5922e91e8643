namespace MusicAuth.Notices.Consents;

/// <summary>A consent with the state that it has now.</summary>
internal sealed record ConsentChange(GrantConsent Consent, IConsentState State)
{
    public bool IsEnded => State is ExpiredConsent;

    /// <summary>The days until the end, rounded up; at least 1 where the notice does not call it ended.</summary>
    public int? DaysLeft(DateTimeOffset at) =>
        Consent.DaysLeft(at) is { } days ? Math.Max(days, State is DueConsent ? 1 : 0) : null;
}
