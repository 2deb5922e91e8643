namespace MusicAuth.Access.Sessions;

/// <summary>A session just begun; nothing tells its secret a second time.</summary>
public sealed record NewSession(Guid Id, Secret Secret);
