using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Guests;

/// <summary>The requests of accounts that <c>AllowList</c> refuses. A request ends after 30 days.</summary>
internal sealed class AccessRequestStore(
    MusicAuthDb db, IDatabaseDialect dialect, GuestAccountStore guests, AuditStore audit, TimeProvider time)
{
    public const int MaxOpen = 20;

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Adds a request, or renews the time of the one that the account has made before.</summary>
    /// <param name="account">The refused account.</param>
    /// <param name="address">The network of the browser.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False where the owner has too many open requests.</returns>
    public async Task<bool> AskAsync(ProviderAccount account, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Another request must not be added between the count and the insert.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await guests.OfAccount(account).ExecuteUpdateAsync(
            row => row.SetProperty(guest => guest.AskedAt, now), cancellationToken) == 0)
        {
            if (await CountAsync(cancellationToken) >= MaxOpen)
                return false;
            guests.AddRequest(account);
            audit.Add(new AuditEvent(AuditKind.AccessRequested)
            {
                Provider = account.Provider,
                Data = account.DisplayKey,
                Address = address,
                Outcome = AuditEvent.Ok,
            });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The number of open requests.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) => Open().CountAsync(cancellationToken);

    /// <summary>The open requests, the oldest first.</summary>
    public async Task<IReadOnlyList<GuestAccount>> ListAsync(CancellationToken cancellationToken) =>
        await Open().AsNoTracking().OrderBy(guest => guest.AskedAt).ThenBy(guest => guest.Id)
            .ToListAsync(cancellationToken);

    /// <summary>Lets the account in, or removes its request.</summary>
    /// <param name="id">The id of the request.</param>
    /// <param name="isAdmitted">Whether the owner lets the account in.</param>
    /// <param name="auditEvent">The event of the owner's answer.</param>
    /// <param name="cancellationToken">Cancels the answer.</param>
    /// <returns>False where there is no open request with this id.</returns>
    public async Task<bool> AnswerAsync(
        Guid id, bool isAdmitted, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        var request = Open().Where(guest => guest.Id == id);
        if (await request.AsNoTracking().FirstOrDefaultAsync(cancellationToken) is not { } guest)
            return false;
        var now = time.GetUtcNow();
        return await audit.RecordAsync(
            auditEvent with { Provider = guest.Provider, Data = guest.ToAccount().DisplayKey },
            async () => isAdmitted
                ? await request.ExecuteUpdateAsync(
                    row => row.SetProperty(one => one.AdmittedAt, now), cancellationToken) > 0
                : await request.ExecuteDeleteAsync(cancellationToken) > 0,
            cancellationToken);
    }

    private IQueryable<GuestAccount> Open()
    {
        var end = time.GetUtcNow() - Lifetime;
        return db.Set<GuestAccount>().Where(guest => guest.AdmittedAt == null && guest.AskedAt > end);
    }
}
