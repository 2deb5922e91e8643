namespace MusicAuth.Grants.PendingLinks;

/// <summary>What became of a consent that needs its user's answer.</summary>
public enum PendingLinkResult
{
    Held,

    /// <summary>Another one waits for this session's answer.</summary>
    AnotherPending,

    /// <summary>The session has ended: nobody could answer.</summary>
    SessionEnded,
}
