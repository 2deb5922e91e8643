namespace MusicAuth.Access;

/// <summary>The session that an answer gives to its browser.</summary>
public sealed record GivenSession(Secret Secret);
