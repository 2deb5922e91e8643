namespace MusicAuth.Library.Sources;

public delegate Task<TokenResult> RenewToken(
    Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken);
