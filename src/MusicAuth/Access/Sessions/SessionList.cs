namespace MusicAuth.Access.Sessions;

/// <summary>The sessions of the user, the most recently used first.</summary>
internal sealed record SessionList(IReadOnlyList<SessionInfo> Items);
