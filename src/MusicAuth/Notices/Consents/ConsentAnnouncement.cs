namespace MusicAuth.Notices.Consents;

/// <summary>A stage that a consent has passed. Its key lets a stage count once, in all processes.</summary>
internal sealed class ConsentAnnouncement
{
    public Guid GrantId { get; init; }

    /// <summary>Names the consent: a new one of the same grant has another time.</summary>
    public DateTimeOffset AuthorizedAt { get; init; }
    public ConsentStage Stage { get; init; }

    /// <summary>0, unless the provider has accepted an ended consent again.</summary>
    public int Repetition { get; init; }
    public DateTimeOffset At { get; init; }
}
