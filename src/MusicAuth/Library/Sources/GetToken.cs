namespace MusicAuth.Library.Sources;

public delegate Task<TokenResult> GetToken(Guid userId, string provider, CancellationToken cancellationToken);
