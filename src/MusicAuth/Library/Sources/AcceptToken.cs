namespace MusicAuth.Library.Sources;

public delegate void AcceptToken(Guid userId, string provider, long generation);
