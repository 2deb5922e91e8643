using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Guests;

/// <summary>The accounts that the owner has let in, and those whose request waits for the owner's answer.</summary>
/// <remarks>A process reads them from the database, so that an answer applies to every replica at once.</remarks>
internal sealed class GuestAccountStore(MusicAuthDb db, TimeProvider time)
{
    /// <summary>The accounts that the owner has let in count besides Access:AllowedAccounts.</summary>
    public Task<bool> IsAdmittedAsync(ProviderAccount account, CancellationToken cancellationToken) =>
        OfAccount(account).AnyAsync(guest => guest.AdmittedAt != null, cancellationToken);

    /// <summary>Whether the owner has let in an account of this user.</summary>
    public Task<bool> IsAdmittedAsync(Guid userId, CancellationToken cancellationToken) =>
        AdmittedIdentities().AnyAsync(identity => identity.UserId == userId, cancellationToken);

    public Task<bool> IsAdmittedAsync(Identity identity, CancellationToken cancellationToken) =>
        AdmittedIdentities().AnyAsync(row => row.Id == identity.Id, cancellationToken);

    /// <summary>The users with an account that the owner has let in.</summary>
    public Task<List<Guid>> ListAdmittedUsersAsync(CancellationToken cancellationToken) =>
        AdmittedIdentities().Select(identity => identity.UserId).Distinct().ToListAsync(cancellationToken);

    /// <summary>Lets in an account. Runs in the caller's exclusive transaction.</summary>
    public async Task AdmitAsync(ProviderAccount account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await OfAccount(account).ExecuteUpdateAsync(
            row => row.SetProperty(guest => guest.AdmittedAt, guest => guest.AdmittedAt ?? now), cancellationToken) > 0)
            return;
        Add(account, now, admittedAt: now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds a request, which the caller saves.</summary>
    public void AddRequest(ProviderAccount account) => Add(account, time.GetUtcNow(), admittedAt: null);

    /// <summary>Makes a stranger of an account that the owner has let in.</summary>
    public Task RemoveAsync(Identity identity, CancellationToken cancellationToken) =>
        OfAccount(identity.Provider, identity.AccountId, identity.ProviderUserId)
            .ExecuteDeleteAsync(cancellationToken);

    /// <summary>Removes the request of an account that has come in.</summary>
    public Task RemoveRequestAsync(ProviderAccount account, CancellationToken cancellationToken) =>
        OfAccount(account).Where(guest => guest.AdmittedAt == null).ExecuteDeleteAsync(cancellationToken);

    public IQueryable<GuestAccount> OfAccount(ProviderAccount account) =>
        OfAccount(account.Provider, account.AccountId, account.ProviderUserId);

    // As for identities, an equal id does not match where both have an account_id.
    private IQueryable<GuestAccount> OfAccount(string provider, string? accountId, string? providerUserId) =>
        db.Set<GuestAccount>().Where(guest => guest.Provider == provider
            && ((guest.AccountId != null && guest.AccountId == accountId)
                || ((guest.AccountId == null || accountId == null)
                    && guest.ProviderUserId != null && guest.ProviderUserId == providerUserId)));

    private IQueryable<Identity> AdmittedIdentities() => db.Set<Identity>().AsNoTracking().Where(identity =>
        db.Set<GuestAccount>().Any(guest => guest.AdmittedAt != null && guest.Provider == identity.Provider
            && ((guest.AccountId != null && guest.AccountId == identity.AccountId)
                || ((guest.AccountId == null || identity.AccountId == null)
                    && guest.ProviderUserId != null && guest.ProviderUserId == identity.ProviderUserId))));

    private void Add(ProviderAccount account, DateTimeOffset askedAt, DateTimeOffset? admittedAt) =>
        db.Add(new GuestAccount
        {
            Id = Guid.CreateVersion7(askedAt),
            Provider = account.Provider,
            AccountId = account.AccountId,
            ProviderUserId = account.ProviderUserId,
            DisplayName = account.DisplayName,
            AskedAt = askedAt,
            AdmittedAt = admittedAt,
        });
}
