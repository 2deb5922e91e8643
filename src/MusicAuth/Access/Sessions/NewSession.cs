namespace MusicAuth.Access.Sessions;

/// <summary>A new session and its secret, which is stored nowhere.</summary>
internal sealed record NewSession(Guid Id, Secret Secret);
