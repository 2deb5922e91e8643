namespace MusicAuth.Grants;

/// <summary>Fresh access tokens of a user's grants.</summary>
public sealed class GrantTokens
{
    public Task<TokenResult> GetAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<TokenResult> RenewAsync(
        Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
