namespace MusicAuth.Access.Sessions;

/// <summary>The valid session of a request.</summary>
internal sealed record PresentedSession(Secret Secret);
