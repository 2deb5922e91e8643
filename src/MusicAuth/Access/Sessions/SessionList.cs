namespace MusicAuth.Access.Sessions;

/// <summary>The sessions of the user, the most recently used first.</summary>
public sealed record SessionList(IReadOnlyList<SessionInfo> Items);
