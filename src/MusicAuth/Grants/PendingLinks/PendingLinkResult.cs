namespace MusicAuth.Grants.PendingLinks;

/// <summary>The result of holding a pending link.</summary>
public enum PendingLinkResult
{
    Held,

    /// <summary>The session has another pending link.</summary>
    AnotherPending,

    SessionEnded,
}
