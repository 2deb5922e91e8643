namespace MusicAuth.Notices.Consents;

/// <summary>A state in the life of a consent.</summary>
internal interface IConsentState
{
    /// <summary>The steps to record, the most urgent last; empty where nothing has changed.</summary>
    IReadOnlyList<ConsentStep> Steps { get; }

    /// <summary>What the user hears of these steps; null where they hear nothing.</summary>
    string? NoticeType { get; }
}
