namespace MusicAuth.Notices.Consents;

/// <summary>A consent after one that was due or had ended, or one that the provider accepts again.</summary>
internal sealed class RenewedConsent(ConsentHistory history) : IConsentState
{
    /// <summary>Whether it is the same consent as before.</summary>
    public bool IsRecovered => history.IsRecoveryOpen;

    public IReadOnlyList<ConsentStep> Steps { get; } =
        [new ConsentStep(ConsentStage.Renewed, history.IsRecoveryOpen ? history.EndCount : 0)];

    public string? NoticeType => NoticeTypes.ConsentRenewed;
}
