namespace MusicAuth.Access.Sessions;

/// <summary>The valid session of a request.</summary>
public sealed record PresentedSession(Secret Secret);
