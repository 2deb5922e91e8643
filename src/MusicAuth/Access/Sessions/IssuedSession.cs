namespace MusicAuth.Access.Sessions;

/// <summary>The session whose cookie the response sets.</summary>
internal sealed record IssuedSession(Secret Secret);
