namespace MusicAuth.Access.Sessions;

/// <summary>The session that a request came with, once it was found good.</summary>
public sealed record PresentedSession(Secret Secret);
