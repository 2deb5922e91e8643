using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>Adds audit entries in the transaction of the change that they record, and lists a user's entries.</summary>
internal sealed class AuditStore(MusicAuthDb db, TimeProvider time)
{
    // The owner sees these where they have no user.
    private static readonly AuditKind[] KindsForOwner =
    [
        AuditKind.SignInFailed, AuditKind.KeyRefused, AuditKind.UserRemoved, AuditKind.AccessRequested,
        AuditKind.ProviderAppChanged, AuditKind.ProviderAppRemoved,
    ];

    // Here Data is the name of a key, or the id of a refused account.
    private static readonly AuditKind[] KindsWithPersonalData =
    [
        AuditKind.KeyCreated, AuditKind.KeyChanged, AuditKind.KeyRotated, AuditKind.KeyRevoked, AuditKind.SignInFailed,
    ];

    // Here Data is the id of an account that is not the user's own.
    private static readonly AuditKind[] KindsWithAccount =
    [
        AuditKind.SignInFailed, AuditKind.AccessRequested, AuditKind.AccountAdmitted, AuditKind.AccountRefused,
        AuditKind.InvitationUsed,
    ];

    /// <summary>Adds an entry, which the caller saves and commits.</summary>
    public void Add(AuditEvent e, AuditAnomalyKinds flags = AuditAnomalyKinds.None)
    {
        var row = AuditEntry.ForEvent(e, time.GetUtcNow());
        row.Flags = flags;
        db.Add(row);
    }

    /// <summary>Makes a change and records it, in one transaction.</summary>
    /// <param name="e">The event.</param>
    /// <param name="change">Uses the DbContext of this scope; false where it changed nothing.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The result of the change.</returns>
    public async Task<bool> RecordAsync(
        AuditEvent e, Func<Task<bool>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        return await RecordAsync(transaction, e, change, cancellationToken);
    }

    /// <summary>Like the other overload, in a transaction that the caller has begun; commits it.</summary>
    public async Task<bool> RecordAsync(
        IDbContextTransaction transaction, AuditEvent e, Func<Task<bool>> change, CancellationToken cancellationToken)
    {
        if (!await change())
            return false;
        Add(e);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes everything personal from a user's entries, in the transaction that removes the user.</summary>
    public Task AnonymiseAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Set<AuditEntry>().Where(entry => entry.UserId == userId).ExecuteUpdateAsync(
            row => row.SetProperty(entry => entry.UserId, (Guid?)null)
                .SetProperty(entry => entry.CallerId, (string?)null)
                .SetProperty(entry => entry.CallerName, (string?)null)
                .SetProperty(
                    entry => entry.Data, entry => KindsWithPersonalData.Contains(entry.Kind) ? null : entry.Data)
                .SetProperty(entry => entry.Address, (string?)null)
                .SetProperty(entry => entry.MergeKey, (byte[]?)null),
            cancellationToken);

    /// <summary>Removes an account of a removed user from the entries of others.</summary>
    public Task AnonymiseAsync(Identity identity, CancellationToken cancellationToken)
    {
        // An entry has the id as users read it: without control characters and shortened.
        List<string> ids =
        [
            .. new[] { identity.AccountId, identity.ProviderUserId }.OfType<string>()
                .Select(ProviderAccount.ToDisplayText),
        ];
        return db.Set<AuditEntry>()
            .Where(entry => entry.Provider == identity.Provider && KindsWithAccount.Contains(entry.Kind)
                && entry.Data != null && ids.Contains(entry.Data))
            .ExecuteUpdateAsync(
                row => row.SetProperty(entry => entry.Data, (string?)null)
                    .SetProperty(entry => entry.MergeKey, (byte[]?)null),
                cancellationToken);
    }

    /// <summary>All entries of a user, the oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListOfUserAsync(
        Guid userId, CancellationToken cancellationToken) =>
        await db.Set<AuditEntry>().AsNoTracking().Where(row => row.UserId == userId)
            .OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellationToken);

    /// <summary>The newest entries first, and one more than the limit where there are more.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> ListAsync(
        Caller caller, AuditQuery request, CancellationToken cancellationToken)
    {
        var rows = db.Set<AuditEntry>().AsNoTracking();
        rows = caller.IsOwner
            ? rows.Where(row => row.UserId == caller.UserId || (row.UserId == null && KindsForOwner.Contains(row.Kind)))
            : rows.Where(row => row.UserId == caller.UserId);
        if (request.Kind is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        if (request.Flagged is { } flagged)
            rows = rows.Where(row => (row.Flags != AuditAnomalyKinds.None) == flagged);
        if (request.After is { } after)
            rows = rows.Where(row => row.LastAt < after.LastAt || (row.LastAt == after.LastAt && row.Id < after.Id));
        return await rows.OrderByDescending(row => row.LastAt).ThenByDescending(row => row.Id)
            .Take(request.Limit + 1).ToListAsync(cancellationToken);
    }
}
