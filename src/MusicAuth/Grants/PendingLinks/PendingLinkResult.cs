namespace MusicAuth.Grants.PendingLinks;

/// <summary>The result of holding a pending link.</summary>
internal enum PendingLinkResult
{
    Held,

    /// <summary>The session has another pending link.</summary>
    AnotherPending,

    SessionEnded,
}
