namespace MusicAuth.Notices.Consents;

/// <summary>A stage that a consent has reached.</summary>
/// <param name="Repetition">See <see cref="ConsentAnnouncement.Repetition"/>.</param>
internal readonly record struct ConsentStep(ConsentStage Stage, int Repetition = 0);
