using Microsoft.EntityFrameworkCore;
using MusicAuth.Access;
using MusicAuth.Persistence;

namespace MusicAuth.Grants;

/// <summary>Grants in the database. Every write of tokens or state is a compare-and-swap on the generation.</summary>
public sealed class GrantStore(MusicAuthDb db, GrantVault vault, IDatabaseDialect dialect, TimeProvider time)
{
    public Task<Grant?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        db.Set<Grant>().AsNoTracking()
            .FirstOrDefaultAsync(grant => grant.UserId == userId && grant.Provider == provider, cancellationToken);

    public Task<Grant?> FindAsync(Guid grantId, CancellationToken cancellationToken) =>
        db.Set<Grant>().AsNoTracking().FirstOrDefaultAsync(grant => grant.Id == grantId, cancellationToken);

    public Task<List<Grant>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<Grant>().AsNoTracking().Where(grant => grant.UserId == userId).ToListAsync(cancellationToken);

    /// <summary>Stores a new consent: it beats a refresh in flight, heals a dead grant, and keeps its id.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public async Task SaveConsentAsync(
        Guid userId, ProviderAccount account, string clientId, TokenSet tokens, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var grant = await db.Set<Grant>().FirstOrDefaultAsync(
            row => row.UserId == userId && row.Provider == account.Provider, cancellationToken);
        if (grant is null)
        {
            grant = New(userId, account, clientId, now);
            db.Add(grant);
        }

        grant.ClientId = clientId;
        grant.AccountId = account.Key;
        grant.DisplayName = account.DisplayName;
        grant.Scopes = [.. tokens.Scopes ?? []];
        grant.State = GrantState.Active;
        grant.Reason = null;
        grant.Generation++;
        grant.AuthorizedAt = now;
        grant.AccessExpiresAt = tokens.ExpiresAt;
        grant.LastRefreshedAt = null;
        vault.Seal(grant, tokens.AccessToken, tokens.RefreshToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Stores a refreshed token set over the generation it was refreshed from.</summary>
    /// <returns>The stored grant, or null where another write came first.</returns>
    public async Task<OpenGrant?> SaveRefreshedAsync(
        OpenGrant from, TokenSet tokens, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = from.Grant;
        var refreshToken = tokens.RefreshToken ?? from.RefreshToken;
        var grant = new Grant
        {
            Id = old.Id,
            UserId = old.UserId,
            Provider = old.Provider,
            ClientId = old.ClientId,
            AccountId = old.AccountId,
            DisplayName = old.DisplayName,
            Scopes = tokens.Scopes is null ? old.Scopes : [.. tokens.Scopes],
            State = GrantState.Active,
            Generation = old.Generation + 1,
            AuthorizedAt = old.AuthorizedAt,
            AccessExpiresAt = tokens.ExpiresAt,
            LastRefreshedAt = now,
            SealedAccessToken = [],
        };
        vault.Seal(grant, tokens.AccessToken, refreshToken);
        var rows = await At(old).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.Generation, grant.Generation)
                .SetProperty(g => g.Scopes, grant.Scopes)
                .SetProperty(g => g.AccessExpiresAt, grant.AccessExpiresAt)
                .SetProperty(g => g.LastRefreshedAt, grant.LastRefreshedAt)
                .SetProperty(g => g.SealedAccessToken, grant.SealedAccessToken)
                .SetProperty(g => g.SealedRefreshToken, grant.SealedRefreshToken),
            cancellationToken);
        return rows == 1 ? new OpenGrant(grant, tokens.AccessToken, refreshToken) : null;
    }

    /// <summary>Marks a grant as dead; its ciphertext stays in quarantine until the next consent.</summary>
    /// <returns>False where another write came first.</returns>
    public async Task<bool> CondemnAsync(
        Grant grant, ReauthorizationReason reason, CancellationToken cancellationToken) =>
        await At(grant).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.State, GrantState.ReauthorizationRequired)
                .SetProperty(g => g.Reason, reason),
            cancellationToken) == 1;

    /// <summary>Erases the connection with its tokens.</summary>
    /// <returns>False where there was none.</returns>
    public async Task<bool> EraseAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().Where(grant => grant.UserId == userId && grant.Provider == provider)
            .ExecuteDeleteAsync(cancellationToken);
        if (rows > 0)
            await dialect.EraseRemainsAsync(cancellationToken);
        return rows > 0;
    }

    private IQueryable<Grant> At(Grant read) => db.Set<Grant>().Where(
        grant => grant.Id == read.Id && grant.Generation == read.Generation && grant.State == GrantState.Active);

    private static Grant New(Guid userId, ProviderAccount account, string clientId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Provider = account.Provider,
        ClientId = clientId,
        AccountId = account.Key,
        Scopes = [],
        SealedAccessToken = [],
    };
}
