namespace MusicAuth.Notices.Consents;

/// <summary>A consent with the state that it has now.</summary>
internal sealed record ConsentChange(GrantConsent Consent, IConsentState State)
{
    public bool IsEnded => State is ExpiredConsent;
}
