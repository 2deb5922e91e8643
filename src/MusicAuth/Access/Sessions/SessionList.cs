namespace MusicAuth.Access.Sessions;

/// <summary>The sessions of the session's user, the last seen first.</summary>
public sealed record SessionList(IReadOnlyList<SessionInfo> Items);
