namespace MusicAuth.Access.Sessions;

/// <summary>The session that an answer gives to its browser.</summary>
public sealed record IssuedSession(Secret Secret);
