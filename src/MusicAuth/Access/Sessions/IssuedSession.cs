namespace MusicAuth.Access.Sessions;

/// <summary>The session whose cookie the response sets.</summary>
public sealed record IssuedSession(Secret Secret);
